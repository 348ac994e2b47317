package org.ponkeeper.server.api;

import com.google.protobuf.ByteString;
import java.util.List;
import org.opencord.voltha.tech_profile.TechProfileOuterClass;
import org.opencord.voltha.tech_profile.TechProfileOuterClass.EponTechProfile;
import org.ponkeeper.api.v1.Diagnostic;
import org.ponkeeper.api.v1.Template;
import org.ponkeeper.api.v1.ValueChange;
import org.ponkeeper.olt.StoredTemplate;
import org.ponkeeper.profile.Severity;
import org.ponkeeper.profile.TechProfile;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.template.lint.RuleText;
import org.ponkeeper.wire.ProfileMessages;

/** Templates, and what is wrong with them, as messages. */
final class TemplateMessage {
  private TemplateMessage() {}

  static Template of(StoredTemplate stored) {
    Template.Builder message =
        Template.newBuilder()
            .setName(ResourceName.of(stored.technology(), stored.id()))
            .setTechnology(stored.technology().text())
            .setId(stored.id().value())
            .setCondition(of(stored.condition()))
            .addAllRemarks(stored.remarks())
            .setDocument(bytes(stored.document()))
            .setEtag(stored.etag().text());
    stored.profile().ifPresent(profile -> set(message, profile));
    return message.build();
  }

  private static Template.Condition of(StoredTemplate.Condition condition) {
    return switch (condition) {
      case USABLE -> Template.Condition.USABLE;
      case UNFIT -> Template.Condition.UNFIT;
      case UNREADABLE -> Template.Condition.UNREADABLE;
    };
  }

  private static void set(Template.Builder message, TechProfile profile) {
    switch (ProfileMessages.messageOf(profile)) {
      case TechProfileOuterClass.TechProfile xpon -> message.setTechProfile(xpon);
      case EponTechProfile epon -> message.setEponTechProfile(epon);
      default -> throw new IllegalStateException("no message of a template: " + profile);
    }
  }

  static List<Diagnostic> of(List<org.ponkeeper.profile.Diagnostic> diagnostics) {
    return diagnostics.stream().map(TemplateMessage::of).toList();
  }

  private static Diagnostic of(org.ponkeeper.profile.Diagnostic diagnostic) {
    Diagnostic.Builder message =
        Diagnostic.newBuilder()
            .setSeverity(of(diagnostic.severity()))
            .setCode(diagnostic.rule().code())
            .setPath(diagnostic.path())
            .setMessage(diagnostic.detail())
            .setFix(RuleText.of(diagnostic.rule()).fix());
    diagnostic.position().ifPresent(at -> message.setLine(at.line()).setColumn(at.column()));
    return message.build();
  }

  private static Diagnostic.Severity of(Severity severity) {
    return switch (severity) {
      case UNFIT -> Diagnostic.Severity.UNFIT;
      case ERROR -> Diagnostic.Severity.ERROR;
      case WARNING -> Diagnostic.Severity.WARNING;
    };
  }

  static ValueChange of(org.ponkeeper.profile.ValueChange change) {
    return ValueChange.newBuilder()
        .setPath(change.path())
        .setBefore(change.before())
        .setAfter(change.after())
        .build();
  }

  static ByteString bytes(Bytes bytes) {
    return ByteString.copyFrom(bytes.toArray());
  }

  static Bytes bytes(ByteString bytes) {
    return Bytes.wrap(bytes.toByteArray());
  }
}
