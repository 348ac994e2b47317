package org.ponkeeper.olt;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Function;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.profile.Instance;
import org.ponkeeper.store.Mutation;

/** An instance to create, with what is out of the ordinary. Immutable. */
public final class CreateRequest {

  private final TechProfileId template;
  private final UniPort uniPort;
  private final boolean fallsBackToDefault;
  private final Function<Instance, List<Mutation>> adapterData;

  private CreateRequest(
      TechProfileId template,
      UniPort uniPort,
      boolean fallsBackToDefault,
      Function<Instance, List<Mutation>> adapterData) {
    this.template = requireNonNull(template, "template");
    this.uniPort = requireNonNull(uniPort, "uniPort");
    this.fallsBackToDefault = fallsBackToDefault;
    this.adapterData = requireNonNull(adapterData, "adapterData");
  }

  /** An instance of the template on the UNI port. */
  public static CreateRequest of(TechProfileId template, UniPort uniPort) {
    return new CreateRequest(template, uniPort, false, instance -> List.of());
  }

  /**
   * The same, but takes the built-in default, with a warning, where the stored template is unfit or
   * unreadable. VOLTHA's Go library does so without a warning.
   */
  public CreateRequest withFallbackToDefault() {
    return new CreateRequest(template, uniPort, true, adapterData);
  }

  /**
   * The same, but in the same transaction the adapter writes data of its own about the instance:
   * both are there or neither is. The data are also written for an instance that was there already,
   * so that repeating a create whose reply was lost has the same result; then on the condition that
   * the instance is still as it was read.
   *
   * <p>The data replace whatever is under the adapter's keys. If other processes write the same
   * keys, the adapter must coordinate that itself. If two calls of this process that go into one
   * transaction write the same key, the later one wins.
   *
   * @param adapterData returns what to write about the instance that it is given: keys below the
   *     adapter path of the options, each once, at most 100 and 512 KiB. Runs on another thread,
   *     once for each attempt, and delays all changes of the OLT meanwhile: it must be quick, and
   *     must not call the same {@code Ponkeeper}
   */
  public CreateRequest withAdapterData(Function<Instance, List<Mutation>> adapterData) {
    return new CreateRequest(template, uniPort, fallsBackToDefault, adapterData);
  }

  /** The template. */
  public TechProfileId template() {
    return template;
  }

  /** Where the instance will live. */
  public UniPort uniPort() {
    return uniPort;
  }

  /** Whether the built-in default is taken where the stored template cannot be used. */
  public boolean fallsBackToDefault() {
    return fallsBackToDefault;
  }

  /** What the adapter writes about the instance. */
  public Function<Instance, List<Mutation>> adapterData() {
    return adapterData;
  }

  @Override
  public String toString() {
    return "create " + template + " at " + uniPort + (fallsBackToDefault ? ", or the default" : "");
  }
}
