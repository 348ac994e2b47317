package org.ponkeeper.server.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.OnuId;
import org.ponkeeper.pon.OnuOrUni;
import org.ponkeeper.pon.OwnerName;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/**
 * A resource name, such as {@code technologies/XGS-PON/olts/olt-1/pons/0}: collections and ids, in
 * the forms of Google's AIP-122. The methods return the parts; asking for one that the form does
 * not have is a bug.
 */
final class ResourceName {

  /** The forms of names. */
  static final String TECHNOLOGY = "technologies/*";

  static final String TEMPLATE = TECHNOLOGY + "/templates/*";
  static final String OLT = TECHNOLOGY + "/olts/*";
  static final String PON = OLT + "/pons/*";
  static final String POOL = PON + "/pools/*";
  static final String CLAIM = POOL + "/claims/*";
  static final String ONU = PON + "/onus/*";
  static final String UNI = ONU + "/unis/*";
  static final String INSTANCE = UNI + "/instances/*";

  /** In place of an id: any. */
  static final String ANY = "-";

  /** All technologies, in the order of lists. */
  static final List<Technology> TECHNOLOGIES = List.of(Technology.values());

  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

  private final String form;
  private final List<String> parts;

  private ResourceName(String form, List<String> parts) {
    this.form = form;
    this.parts = parts;
  }

  /**
   * Parses a name.
   *
   * @param field the field that it was given in, for the message
   * @param forms the forms that are allowed
   * @throws RequestException {@code RESOURCE_NAME_INVALID}
   */
  static ResourceName parse(String field, String text, String... forms) {
    String[] given = text.split("/", -1);
    for (String form : forms) {
      String[] wanted = form.split("/", -1);
      boolean fits = wanted.length == given.length;
      List<String> parts = new ArrayList<>();
      for (int i = 0; fits && i < wanted.length; i += 2) {
        fits = wanted[i].equals(given[i]) && !given[i + 1].isEmpty();
        parts.add(fits ? given[i + 1] : "");
      }
      if (fits) {
        return new ResourceName(form, parts);
      }
    }
    throw new RequestException(
        Code.RESOURCE_NAME_INVALID,
        field,
        "write " + String.join(" or ", forms) + ", not '" + text + "'");
  }

  /** One of the forms that were allowed. */
  String form() {
    return form;
  }

  boolean is(String otherForm) {
    return form.equals(otherForm);
  }

  /** Whether the name has the parts of that form, and perhaps more. */
  boolean isIn(String shorter) {
    return form.startsWith(shorter);
  }

  Technology technology() {
    return Technology.of(parts.get(0));
  }

  /** The technology; empty if the name has {@code -} in its place: all of them. */
  Optional<Technology> technologyIfOne() {
    return parts.get(0).equals(ANY) ? Optional.empty() : Optional.of(technology());
  }

  TechProfileId template() {
    return new TechProfileId(number(form.equals(TEMPLATE) ? 1 : 5));
  }

  OltId olt() {
    return new OltId(parts.get(1));
  }

  PonId pon() {
    return new PonId(olt(), number(2));
  }

  OnuId onu() {
    return new OnuId(pon(), number(3));
  }

  UniPort uniPort() {
    return new UniPort(onu(), number(4));
  }

  OnuOrUni onuOrUni() {
    return is(ONU) ? onu() : uniPort();
  }

  InstancePath instance() {
    return new InstancePath(technology(), template(), uniPort());
  }

  ResourceType pool() {
    String text = parts.get(3);
    return ResourceType.find(text)
        .orElseThrow(() ->
            new RequestException(
                Code.RESOURCE_NAME_INVALID,
                "pools",
                "write onu, alloc, gem-port or flow, not '" + text + "'"));
  }

  OwnerName owner() {
    return new OwnerName(parts.get(4));
  }

  /** The id at a place, which must be a number. */
  private int number(int place) {
    String text = parts.get(place);
    if (!NUMBER.matcher(text).matches()) {
      String collection = form.split("/", -1)[2 * place];
      throw new RequestException(
          Code.RESOURCE_NAME_INVALID, collection, "write a number, not '" + text + "'");
    }
    return Integer.parseInt(text);
  }

  static String of(Technology technology) {
    return "technologies/" + technology.text();
  }

  static String of(Technology technology, TechProfileId template) {
    return of(technology) + "/templates/" + template;
  }

  static String of(Technology technology, OltId olt) {
    return of(technology) + "/olts/" + olt.device();
  }

  /** The name of an OLT of which perhaps only the device is known. */
  static String of(Optional<Technology> technology, OltId olt) {
    return technology
        .map(known -> of(known, olt))
        .orElseGet(() -> "technologies/" + ANY + "/olts/" + olt.device());
  }

  static String of(Technology technology, PonId pon) {
    return of(technology, pon.olt()) + "/pons/" + pon.number();
  }

  static String of(Technology technology, OnuOrUni of) {
    String onu = of(technology, of.onu().pon()) + "/onus/" + of.onu().number();
    return of instanceof UniPort port ? onu + "/unis/" + port.number() : onu;
  }

  static String of(InstancePath path) {
    return of(path.technology(), path.uniPort()) + "/instances/" + path.template();
  }

  static String of(Technology technology, PonId pon, ResourceType type) {
    return of(technology, pon) + "/pools/" + type.text();
  }

  static String of(Technology technology, OltId olt, ClaimKey claim) {
    return of(technology, new PonId(olt, claim.pon()), claim.type())
        + "/claims/"
        + claim.owner().text();
  }
}
