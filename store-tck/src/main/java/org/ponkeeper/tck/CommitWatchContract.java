package org.ponkeeper.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.store.Bookmark;
import org.ponkeeper.store.Bytes;
import org.ponkeeper.store.CommitEvent;
import org.ponkeeper.store.Key;
import org.ponkeeper.store.KeyRange;
import org.ponkeeper.store.Mutation;
import org.ponkeeper.store.Position;
import org.ponkeeper.store.Subscription;
import org.ponkeeper.store.Txn;

/** Watching for commits, and continuing after a bookmark. */
@SuppressWarnings("try") // a watch is there to be closed
interface CommitWatchContract extends StoreUnderTest {

  @Test
  default void aCommitIsOneEventWithItsValues() throws Exception {
    put("a", "old");
    RecordedEvents<CommitEvent> events = new RecordedEvents<>();
    try (Subscription watch = store().watchCommits(KeyRange.all(), Position.now(), events)) {
      committed(
          store()
              .commit(
                  new Txn(
                      List.of(),
                      List.of(
                          putting("b", "1"),
                          new Mutation.Delete(new Key("a")),
                          new Mutation.Delete(new Key("absent")),
                          putting("c", "2")))));
      assertThat(changes(events.next()))
          .containsExactlyInAnyOrder(written("b", "1"), deleted("a"), written("c", "2"));
      delete("b");
      assertThat(changes(events.next())).containsExactly(deleted("b"));
    }
  }

  @Test
  default void onlyCommitsWithAChangeInTheRangeAreSent() throws Exception {
    RecordedEvents<CommitEvent> events = new RecordedEvents<>();
    KeyRange range = KeyRange.prefix("in/");
    try (Subscription watch = store().watchCommits(range, Position.now(), events)) {
      putAll("in/a", "out/a");
      put("out/b", "1");
      put("in/b", "1");

      assertThat(changes(events.next())).containsExactly(written("in/a", "v:in/a"));
      assertThat(changes(events.next())).containsExactly(written("in/b", "1"));
    }
  }

  @Test
  default void theLargestCommitIsOneEvent() throws Exception {
    RecordedEvents<CommitEvent> events = new RecordedEvents<>();
    try (Subscription watch = store().watchCommits(KeyRange.all(), Position.now(), events)) {
      Bytes value = Bytes.utf8("x".repeat(7_900));
      for (int round = 0; round < 4; round++) {
        List<Mutation> puts = new ArrayList<>();
        for (int i = 0; i < Txn.MAX_MUTATIONS; i++) {
          puts.add(new Mutation.Put(new Key(round + "/" + i), value));
        }
        committed(store().commit(new Txn(List.of(), puts)));
      }
      for (int round = 0; round < 4; round++) {
        assertThat(changes(events.next())).hasSize(Txn.MAX_MUTATIONS);
      }
    }
  }

  @Test
  default void aValueThatWasWrittenOverIsTheOneOfItsCommitOrLeftOut() throws Exception {
    RecordedEvents<CommitEvent> events = new RecordedEvents<>();
    try (Subscription watch = store().watchCommits(KeyRange.all(), Position.now(), events)) {
      for (int i = 0; i < 50; i++) {
        put("a", Integer.toString(i));
      }
      for (int i = 0; i < 50; i++) {
        CommitEvent.Written change = (CommitEvent.Written) changes(events.next()).getFirst();
        assertThat(change.value().map(Bytes::toUtf8))
            .isIn(Optional.empty(), Optional.of(Integer.toString(i)));
      }
    }
  }

  @Test
  default void anyProcessContinuesAfterABookmark() throws Exception {
    RecordedEvents<CommitEvent> all = new RecordedEvents<>();
    List<CommitEvent> expected;
    try (Subscription watch = store().watchCommits(KeyRange.all(), Position.now(), all)) {
      putAll("a", "b");
      put("c", "1");
      delete("a");
      put("a", "2");
      delete("c");
      delete("b");
      expected = all.next(6);
    }
    put("z", "1");

    for (int i = 0; i < expected.size(); i++) {
      RecordedEvents<CommitEvent> rest = new RecordedEvents<>();
      Bookmark bookmark = bookmark(expected.get(i));
      try (Subscription watch =
          another().watchCommits(KeyRange.all(), Position.after(bookmark), rest)) {
        for (CommitEvent next : expected.subList(i + 1, expected.size())) {
          CommitEvent found = rest.next();
          assertThat(bookmark(found)).isEqualTo(bookmark(next));
          assertThat(keys(found)).isEqualTo(keys(next));
        }
        assertThat(changes(rest.next())).containsExactly(written("z", "1"));
      }
    }
  }

  @Test
  default void aWatchOfChangesContinuesAfterABookmarkToo() throws Exception {
    RecordedEvents<CommitEvent> commits = new RecordedEvents<>();
    Bookmark after;
    try (Subscription watch = store().watchCommits(KeyRange.all(), Position.now(), commits)) {
      put("a", "1");
      after = bookmark(commits.next());
    }
    put("b", "1");
    WatchedEvents changes = new WatchedEvents();
    try (Subscription watch = store().watch(KeyRange.all(), Position.after(after), changes)) {
      assertThat(changes.upTo("b")).hasSize(1);
    }
  }

  @Test
  default void aBookmarkOfAnotherStoreIsFollowedByAResync() throws Exception {
    put("a", "1");
    RecordedEvents<CommitEvent> events = new RecordedEvents<>();
    Bookmark other = new Bookmark("redis:17:x");
    try (Subscription watch = store().watchCommits(KeyRange.all(), Position.after(other), events)) {
      assertThat(events.next()).isEqualTo(new CommitEvent.Resync());
      put("b", "1");
      assertThat(changes(events.next())).containsExactly(written("b", "1"));
    }
  }

  @Test
  default void aBookmarkThatNoStoreMadeIsRefused() throws Exception {
    RecordedEvents<CommitEvent> events = new RecordedEvents<>();
    String text;
    try (Subscription watch = store().watchCommits(KeyRange.all(), Position.now(), events)) {
      put("a", "1");
      text = bookmark(events.next()).text();
    }
    String engine = text.substring(0, text.indexOf(':'));
    for (String wrong :
        List.of("", "7", engine, engine + ":", "etcd:ü", "x:" + "y".repeat(6_000))) {
      assertInvalid(() -> new Bookmark(wrong));
    }
    for (String wrong : List.of("7", "a:b:c:d", "-1:-1:-1:-1")) {
      Position from = Position.after(new Bookmark(engine + ":" + wrong));
      assertInvalid(() -> store().watchCommits(KeyRange.all(), from, events));
    }
    assertThat(events.isEmpty()).isTrue();
  }

  private static void assertInvalid(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.BOOKMARK_INVALID));
  }

  private static List<CommitEvent.KeyChange> changes(CommitEvent event) {
    return ((CommitEvent.Committed) event).changes();
  }

  private static Bookmark bookmark(CommitEvent event) {
    return ((CommitEvent.Committed) event).bookmark();
  }

  private static List<String> keys(CommitEvent event) {
    return changes(event).stream().map(change -> change.key().text()).sorted().toList();
  }

  private static CommitEvent.KeyChange written(String key, String value) {
    return new CommitEvent.Written(new Key(key), Optional.of(Bytes.utf8(value)));
  }

  private static CommitEvent.KeyChange deleted(String key) {
    return new CommitEvent.Deleted(new Key(key));
  }
}
