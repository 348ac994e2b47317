package org.ponkeeper.keyspace;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.ponkeeper.olt.ClaimKey;
import org.ponkeeper.olt.ObjectChange;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pon.PonId;
import org.ponkeeper.pon.Technology;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.CommitEvent;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;

/** Reads changes of keys as changes of objects. Immutable. */
public final class ObjectChangeReader {

  private final KeySpace keys;

  /** A reader of the keys of these paths. */
  public ObjectChangeReader(KeySpace keys) {
    this.keys = keys;
  }

  /**
   * One range that contains the keys of all objects. A transaction may change keys of several
   * kinds, and only a single watch delivers them together.
   */
  public KeyRange range() {
    return KeyRange.covering(keys.basePathRange(), KeyRange.prefix(keys.templatePath() + "/"));
  }

  /** The change; empty if the key is not one of an object. */
  public Optional<ObjectChange> read(CommitEvent.KeyChange change) {
    return instance(change)
        .or(() -> claim(change))
        .or(() -> registration(change))
        .or(() -> template(change));
  }

  private Optional<ObjectChange> instance(CommitEvent.KeyChange change) {
    return KeySpace.rest(change.key(), keys.instancesPath())
        .flatMap(text -> Technology.find(text.substring(0, Math.max(text.indexOf('/'), 0))))
        .flatMap(technology -> keys.parseInstance(technology, change.key()))
        .map(path -> instance(path, change));
  }

  private static ObjectChange instance(InstancePath path, CommitEvent.KeyChange change) {
    return switch (change) {
      case CommitEvent.Written written ->
          new ObjectChange.InstanceStored(
              path, decoded(written, bytes -> ResourceInstanceCodec.decode(path, bytes)));
      case CommitEvent.Deleted deleted -> new ObjectChange.InstanceDeleted(path);
    };
  }

  private Optional<ObjectChange> claim(CommitEvent.KeyChange change) {
    Key key = change.key();
    return keys.parseClaimOlt(key)
        .flatMap(of ->
            keys.parseClaim(of.technology(), of.olt(), key)
                .map(claim ->
                    claim(of.technology(), new PonId(of.olt(), claim.pon()), claim, change)));
  }

  private static ObjectChange claim(
      Technology technology, PonId pon, ClaimKey claim, CommitEvent.KeyChange change) {
    return switch (change) {
      case CommitEvent.Written written ->
          new ObjectChange.ClaimStored(
              technology, pon, claim.type(), claim.owner(), decoded(written, ClaimCodec::decode));
      case CommitEvent.Deleted deleted ->
          new ObjectChange.ClaimDeleted(technology, pon, claim.type(), claim.owner());
    };
  }

  private Optional<ObjectChange> registration(CommitEvent.KeyChange change) {
    return keys.parseOltRecord(change.key())
        .map(of ->
            switch (change) {
              case CommitEvent.Written written ->
                  new ObjectChange.RegistrationStored(
                      of.technology(), of.olt(), decoded(written, OltRecordCodec::decode));
              case CommitEvent.Deleted deleted ->
                  new ObjectChange.RegistrationDeleted(of.technology(), of.olt());
            });
  }

  private Optional<ObjectChange> template(CommitEvent.KeyChange change) {
    return Arrays.stream(Technology.values())
        .flatMap(technology ->
            keys.parseTemplate(technology, change.key()).stream()
                .<ObjectChange>map(id ->
                    switch (change) {
                      case CommitEvent.Written written ->
                          new ObjectChange.TemplateStored(technology, id);
                      case CommitEvent.Deleted deleted ->
                          new ObjectChange.TemplateDeleted(technology, id);
                    }))
        .findFirst();
  }

  private static <T> Optional<T> decoded(
      CommitEvent.Written written, Function<Bytes, Reading<T>> decoder) {
    return written
        .value()
        .map(decoder)
        .flatMap(reading ->
            reading instanceof Reading.Read<T> read ? Optional.of(read.value()) : Optional.empty());
  }

  /** The base path. */
  @Override
  public String toString() {
    return keys.basePath();
  }
}
