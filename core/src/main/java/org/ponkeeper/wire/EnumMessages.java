package org.ponkeeper.wire;

import com.google.protobuf.ProtocolMessageEnum;
import org.opencord.voltha.tech_profile.TechProfileOuterClass;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.pon.Direction;
import org.ponkeeper.profile.AdditionalBandwidth;
import org.ponkeeper.profile.DiscardPolicy;
import org.ponkeeper.profile.InferredAdditionalBandwidth;
import org.ponkeeper.profile.SchedulingPolicy;

/**
 * Converts enums to and from protobuf. A number without a name fails with {@code TEMPLATE_INVALID},
 * because its meaning is not known.
 */
final class EnumMessages {

  private EnumMessages() {}

  static TechProfileOuterClass.Direction of(Direction direction) {
    return switch (direction) {
      case UPSTREAM -> TechProfileOuterClass.Direction.UPSTREAM;
      case DOWNSTREAM -> TechProfileOuterClass.Direction.DOWNSTREAM;
      case BIDIRECTIONAL -> TechProfileOuterClass.Direction.BIDIRECTIONAL;
    };
  }

  static Direction read(TechProfileOuterClass.Direction direction, int number) {
    return switch (direction) {
      case UPSTREAM -> Direction.UPSTREAM;
      case DOWNSTREAM -> Direction.DOWNSTREAM;
      case BIDIRECTIONAL -> Direction.BIDIRECTIONAL;
      case UNRECOGNIZED -> throw unknown(direction, number);
    };
  }

  static TechProfileOuterClass.SchedulingPolicy of(SchedulingPolicy policy) {
    return switch (policy) {
      case WRR -> TechProfileOuterClass.SchedulingPolicy.WRR;
      case STRICT_PRIORITY -> TechProfileOuterClass.SchedulingPolicy.StrictPriority;
      case HYBRID -> TechProfileOuterClass.SchedulingPolicy.Hybrid;
    };
  }

  static SchedulingPolicy read(TechProfileOuterClass.SchedulingPolicy policy, int number) {
    return switch (policy) {
      case WRR -> SchedulingPolicy.WRR;
      case StrictPriority -> SchedulingPolicy.STRICT_PRIORITY;
      case Hybrid -> SchedulingPolicy.HYBRID;
      case UNRECOGNIZED -> throw unknown(policy, number);
    };
  }

  static TechProfileOuterClass.AdditionalBW of(AdditionalBandwidth bandwidth) {
    return switch (bandwidth) {
      case NONE -> TechProfileOuterClass.AdditionalBW.AdditionalBW_None;
      case NA -> TechProfileOuterClass.AdditionalBW.AdditionalBW_NA;
      case BEST_EFFORT -> TechProfileOuterClass.AdditionalBW.AdditionalBW_BestEffort;
      case AUTO -> TechProfileOuterClass.AdditionalBW.AdditionalBW_Auto;
    };
  }

  static AdditionalBandwidth read(TechProfileOuterClass.AdditionalBW bandwidth, int number) {
    return switch (bandwidth) {
      case AdditionalBW_None -> AdditionalBandwidth.NONE;
      case AdditionalBW_NA -> AdditionalBandwidth.NA;
      case AdditionalBW_BestEffort -> AdditionalBandwidth.BEST_EFFORT;
      case AdditionalBW_Auto -> AdditionalBandwidth.AUTO;
      case UNRECOGNIZED -> throw unknown(bandwidth, number);
    };
  }

  static TechProfileOuterClass.DiscardPolicy of(DiscardPolicy policy) {
    return switch (policy) {
      case TAIL_DROP -> TechProfileOuterClass.DiscardPolicy.TailDrop;
      case W_TAIL_DROP -> TechProfileOuterClass.DiscardPolicy.WTailDrop;
      case RED -> TechProfileOuterClass.DiscardPolicy.Red;
      case W_RED -> TechProfileOuterClass.DiscardPolicy.WRed;
    };
  }

  static DiscardPolicy read(TechProfileOuterClass.DiscardPolicy policy, int number) {
    return switch (policy) {
      case TailDrop -> DiscardPolicy.TAIL_DROP;
      case WTailDrop -> DiscardPolicy.W_TAIL_DROP;
      case Red -> DiscardPolicy.RED;
      case WRed -> DiscardPolicy.W_RED;
      case UNRECOGNIZED -> throw unknown(policy, number);
    };
  }

  static TechProfileOuterClass.InferredAdditionBWIndication of(
      InferredAdditionalBandwidth bandwidth) {
    return switch (bandwidth) {
      case NONE ->
          TechProfileOuterClass.InferredAdditionBWIndication.InferredAdditionBWIndication_None;
      case ASSURED ->
          TechProfileOuterClass.InferredAdditionBWIndication.InferredAdditionBWIndication_Assured;
      case BEST_EFFORT ->
          TechProfileOuterClass.InferredAdditionBWIndication
              .InferredAdditionBWIndication_BestEffort;
    };
  }

  private static InvalidRequestException unknown(ProtocolMessageEnum value, int number) {
    return new InvalidRequestException(ErrorCode.TEMPLATE_INVALID)
        .with(
            "complaint",
            "no %s has the number %s".formatted(value.getClass().getSimpleName(), number));
  }
}
