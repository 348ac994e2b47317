package org.ponkeeper.cli.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ponkeeper.cli.sandbox.Network;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.pon.TechProfileId;
import org.ponkeeper.pon.UniPort;
import org.ponkeeper.pool.ResourceType;

/** The adapters' calls for each event of a subscriber, and their durations. Thread-safe. */
final class Services {

  private final Recorder creates = new Recorder();
  private final Recorder deletes = new Recorder();
  private final Recorder restarts = new Recorder();
  private final Tally<ErrorCode> errors = new Tally<>(ErrorCode.class);

  Recorder creates() {
    return creates;
  }

  Recorder deletes() {
    return deletes;
  }

  Recorder restarts() {
    return restarts;
  }

  /** The number of failed calls, by code. */
  Tally<ErrorCode> errors() {
    return errors;
  }

  /** The ONU gets an id, and a service of each template is created. */
  void come(Subscriber subscriber, SortedSet<Integer> templates) {
    int onu =
        subscriber
            .adapter()
            .call(olt ->
                olt.ids()
                    .allocate(
                        subscriber.pon().number(), ResourceType.ONU_ID, subscriber.serial(), 1))
            .ids()
            .getFirst();
    subscriber.comes(onu);
    templates.forEach(template -> create(subscriber, template));
  }

  /**
   * A service of one of the templates is deleted; if the subscriber has none of them, one is
   * created.
   */
  void change(Subscriber subscriber, SortedSet<Integer> templates) {
    int template = templates.first();
    if (subscriber.services().contains(template)) {
      delete(subscriber, template);
    } else {
      create(subscriber, template);
    }
  }

  /** The subscriber's services are deleted, and then the ONU's id is released. */
  void leave(Subscriber subscriber) {
    // Including services with an unknown outcome: deleting an absent one succeeds.
    SortedSet<Integer> all = new TreeSet<>(subscriber.services());
    subscriber.doubtful().stream()
        .filter(path -> path.uniPort().equals(subscriber.port()))
        .forEach(path -> all.add(Network.number(path.template())));
    List<Integer> left = new ArrayList<>();
    for (int template : all) {
      if (!delete(subscriber, template)) {
        left.add(template);
      }
    }
    if (left.isEmpty()) {
      try {
        subscriber
            .adapter()
            .call(olt ->
                olt.ids()
                    .release(subscriber.pon().number(), ResourceType.ONU_ID, subscriber.serial()));
      } finally {
        // Even after a failure: if the ONU still has the id, it gets it again when the subscriber
        // returns.
        subscriber.leaves();
      }
    }
  }

  /** The adapter creates everything again that the OLT's subscribers have. */
  void boot(Adapter adapter, List<Subscriber> subscribers) {
    for (Subscriber subscriber : subscribers) {
      if (subscriber.adapter() == adapter && subscriber.tryBegin()) {
        try {
          List.copyOf(subscriber.services()).forEach(template -> create(subscriber, template));
        } finally {
          subscriber.end();
        }
      }
    }
  }

  /** The adapter loads all stored data. */
  void restart(Adapter adapter) {
    restarts.add(adapter.restart());
  }

  private void create(Subscriber subscriber, int number) {
    TechProfileId template = Network.template(number);
    UniPort port = subscriber.port();
    long begin = System.nanoTime();
    try {
      subscriber.adapter().call(olt -> olt.instances().create(template, port));
      creates.add(System.nanoTime() - begin);
      subscriber.services().add(number);
      subscriber.doubtful().remove(subscriber.path(number));
    } catch (PonkeeperException e) {
      errors.add(e.code());
      if (e.code() == ErrorCode.OUTCOME_UNKNOWN) {
        doubt(subscriber, number);
      }
    }
  }

  /** Whether it is certain that the service no longer exists. */
  private boolean delete(Subscriber subscriber, int number) {
    TechProfileId template = Network.template(number);
    UniPort port = subscriber.port();
    long begin = System.nanoTime();
    try {
      subscriber.adapter().call(olt -> olt.instances().delete(template, port));
      deletes.add(System.nanoTime() - begin);
      subscriber.services().remove(number);
      subscriber.doubtful().remove(subscriber.path(number));
      return true;
    } catch (PonkeeperException e) {
      errors.add(e.code());
      if (e.code() == ErrorCode.OUTCOME_UNKNOWN) {
        doubt(subscriber, number);
      }
      return false;
    }
  }

  private static void doubt(Subscriber subscriber, int number) {
    subscriber.services().remove(number);
    subscriber.doubtful().add(subscriber.path(number));
  }
}
