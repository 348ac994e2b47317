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

/** What adapters do when something happens to a subscriber, with what it took. Thread-safe. */
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

  /** How often calls failed, by code. */
  Tally<ErrorCode> errors() {
    return errors;
  }

  /** His ONU gets an id, and he a service of each of the templates. */
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

  /** One of the templates that he has a service of goes; if he has none of them, one comes. */
  void change(Subscriber subscriber, SortedSet<Integer> templates) {
    int template = templates.first();
    if (subscriber.services().contains(template)) {
      delete(subscriber, template);
    } else {
      create(subscriber, template);
    }
  }

  /** His services go, and then the id of his ONU. */
  void leave(Subscriber subscriber) {
    // Also those of which nobody knows: a delete of what is absent is fine.
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
        // However that ended: if the id is still his, he gets it again when he comes again.
        subscriber.leaves();
      }
    }
  }

  /** The adapter asks again for all that the OLT's subscribers have. */
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

  /** The adapter loads all that is stored. */
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

  /** Whether it is gone. */
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
