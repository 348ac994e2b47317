package org.ponkeeper.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.EponTechProfile;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.SchedulerAttributes;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.TechProfile;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.profile.BuiltInProfiles;

class ProfileMessagesTest {

  @ParameterizedTest
  @EnumSource
  void aTemplateComesBackTheSame(Technology technology) {
    Message message = ProfileMessages.messageOf(BuiltInProfiles.of(technology));

    assertThat(ProfileMessages.profileOf(technology, message))
        .isEqualTo(BuiltInProfiles.of(technology));
  }

  /** Every field of every message is filled or left out at random, so none can be forgotten. */
  @RepeatedTest(200)
  void anyMessageComesBackTheSame(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    Technology technology = random.nextBoolean() ? Technology.EPON : Technology.XGS_PON;
    Message message = filled(ProfileMessages.emptyOf(technology).newBuilderForType(), random);

    Message back = ProfileMessages.messageOf(ProfileMessages.profileOf(technology, message));

    assertThat(back).isEqualTo(message);
  }

  @Test
  void anEnumNumberWithoutANameIsRefused() {
    TechProfile message =
        TechProfile.newBuilder()
            .setUsScheduler(SchedulerAttributes.newBuilder().setAdditionalBwValue(17))
            .build();

    assertThatThrownBy(() -> ProfileMessages.profileOf(Technology.GPON, message))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            e ->
                assertThat(e.facts())
                    .containsEntry("complaint", "no AdditionalBW has the number 17"));
  }

  @Test
  void aMessageOfTheOtherKindIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ProfileMessages.profileOf(Technology.GPON, EponTechProfile.getDefaultInstance()));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ProfileMessages.profileOf(Technology.EPON, TechProfile.getDefaultInstance()));
  }

  private static Message filled(Message.Builder builder, Random random) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      if (field.isRepeated()) {
        for (int i = random.nextInt(3); i > 0; i--) {
          builder.addRepeatedField(field, value(builder, field, random));
        }
      } else if (random.nextInt(4) > 0) {
        builder.setField(field, value(builder, field, random));
      }
    }
    return builder.build();
  }

  private static Object value(Message.Builder builder, FieldDescriptor field, Random random) {
    return switch (field.getJavaType()) {
      case INT -> random.nextInt();
      case STRING -> "text " + random.nextInt(1000);
      case ENUM -> {
        var values = field.getEnumType().getValues();
        EnumValueDescriptor value = values.get(random.nextInt(values.size()));
        yield value;
      }
      case MESSAGE -> filled(builder.newBuilderForField(field), random);
      default -> throw new AssertionError(field);
    };
  }
}
