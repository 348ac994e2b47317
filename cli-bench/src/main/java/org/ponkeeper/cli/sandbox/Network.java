package org.ponkeeper.cli.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.ponkeeper.Ponkeeper;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.olt.OltRegistration;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.store.Bytes;

/**
 * A network of identical XGS-PON OLTs, with a service of each template on each UNI. Templates have
 * four GEM ports; device ids are UUIDs, always the same.
 *
 * @param olts the number of OLTs, 1 or more
 * @param pons the number of PONs of an OLT, 1 to 256
 * @param onus the number of ONUs on a PON, 1 to 1020
 * @param unis the number of UNIs of an ONU, 1 to 256
 * @param templates the number of services of a UNI, each with another template, 1 to 192
 */
public record Network(int olts, int pons, int onus, int unis, int templates) {

  /** The technology of all OLTs. */
  public static final Technology TECHNOLOGY = Technology.XGS_PON;

  /** The number of GEM ports of a service. */
  public static final int GEM_PORTS = 4;

  /** The first Alloc-ID of each PON. */
  public static final int FIRST_ALLOC_ID = 1024;

  /** The first GEM port id of each PON. */
  public static final int FIRST_GEM_PORT_ID = 1024;

  private static final int FIRST_TEMPLATE = 64;
  private static final int LAST_TEMPLATE = 255;
  private static final IdRange ALLOC_IDS = new IdRange(FIRST_ALLOC_ID, 16383);
  private static final IdRange GEM_PORT_IDS = new IdRange(FIRST_GEM_PORT_ID, 65534);
  private static final int MOST_OLTS = 10_000;

  /**
   * Checks the sizes.
   *
   * @throws InvalidRequestException {@code COUNT_OUT_OF_RANGE}
   */
  public Network {
    check("--olts", olts, MOST_OLTS);
    check("--pons", pons, PonId.LAST + 1);
    check("--onus", onus, TECHNOLOGY.lastOnuId());
    check("--unis", unis, UniPort.LAST + 1);
    check("--templates", templates, LAST_TEMPLATE - FIRST_TEMPLATE + 1);
    long services = (long) onus * unis * templates;
    long most = Math.min(ALLOC_IDS.size(), GEM_PORT_IDS.size() / GEM_PORTS);
    if (services > most) {
      throw new InvalidRequestException(ErrorCode.COUNT_OUT_OF_RANGE)
          .with("services on a PON", services)
          .with("legal", "1-" + most + ", as many as there are Alloc-IDs and GEM port ids for");
    }
  }

  private static void check(String what, int count, int most) {
    if (count < 1 || count > most) {
      throw new InvalidRequestException(ErrorCode.COUNT_OUT_OF_RANGE)
          .with(what, count)
          .with("legal", "1-" + most);
    }
  }

  /** The number of services on a PON. */
  public int servicesOfPon() {
    return onus * unis * templates;
  }

  /** The total number of services. */
  public int services() {
    return Math.multiplyExact(Math.multiplyExact(olts, pons), servicesOfPon());
  }

  /** An OLT by its number, from 0. */
  public OltId olt(int number) {
    byte[] name = ("ponkeeper-olt-" + number).getBytes(StandardCharsets.US_ASCII);
    return new OltId(UUID.nameUUIDFromBytes(name).toString());
  }

  /** Every OLT. */
  public List<OltId> oltIds() {
    return IntStream.range(0, olts).mapToObj(this::olt).toList();
  }

  /** A template by its number, from 0. */
  public static TechProfileId template(int number) {
    return new TechProfileId(FIRST_TEMPLATE + number);
  }

  /** The number of a template, from 0. */
  public static int number(TechProfileId template) {
    return template.value() - FIRST_TEMPLATE;
  }

  /**
   * Every service in the order in which a network grows: ONU by ONU, on each PON in turn, with all
   * services of a UNI together.
   */
  public List<InstancePath> growth() {
    List<InstancePath> paths = new ArrayList<>(services());
    List<OltId> ids = oltIds();
    for (int onu = 1; onu <= onus; onu++) {
      for (int pon = 0; pon < pons; pon++) {
        for (OltId olt : ids) {
          for (int uni = 0; uni < unis; uni++) {
            UniPort port = UniPort.of(olt.device(), pon, onu, uni);
            for (int template = 0; template < templates; template++) {
              paths.add(new InstancePath(TECHNOLOGY, template(template), port));
            }
          }
        }
      }
    }
    return paths;
  }

  /** Stores the templates and registers the OLTs. */
  public void register(Ponkeeper ponkeeper) {
    for (int template = 0; template < templates; template++) {
      ponkeeper.templates().apply(TECHNOLOGY, template(template), fourQueues());
    }
    OltRegistration registration =
        OltRegistration.builder()
            .pons(0, pons - 1)
            .onuIds(1, onus)
            .allocIds(ALLOC_IDS.first(), ALLOC_IDS.last())
            .gemPortIds(GEM_PORT_IDS.first(), GEM_PORT_IDS.last())
            .build();
    oltIds().forEach(olt -> ponkeeper.olt(TECHNOLOGY, olt).register(registration));
  }

  private static Bytes fourQueues() {
    try (InputStream in = Network.class.getResourceAsStream("four-queues.json")) {
      return Bytes.wrap(Objects.requireNonNull(in, "four-queues.json").readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s OLT%s × %s PONs × %s ONUs × %s UNI%s × %s templates = %,d instances",
        olts,
        olts == 1 ? "" : "s",
        pons,
        onus,
        unis,
        unis == 1 ? "" : "s",
        templates,
        services());
  }
}
