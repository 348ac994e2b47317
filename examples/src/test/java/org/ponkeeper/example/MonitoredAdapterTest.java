package org.ponkeeper.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.StoreFailedException;
import org.ponkeeper.store.MemoryStore;
import org.ponkeeper.store.Snapshot;
import org.ponkeeper.store.testing.ForwardingStore;

class MonitoredAdapterTest {

  @Test
  void aStoreThatDeniesAccessIsDown() {
    AtomicBoolean denied = new AtomicBoolean();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (MonitoredAdapter adapter =
        new MonitoredAdapter(
            new ForwardingStore(new MemoryStore()) {
              @Override
              public Snapshot snapshot() {
                if (denied.get()) {
                  throw new StoreFailedException(ErrorCode.STORE_DENIED);
                }
                return super.snapshot();
              }
            },
            registry)) {
      assertThat(adapter.health()).isEqualTo("ready");

      denied.set(true);
      assertThatThrownBy(() -> adapter.ponkeeper().olts().list())
          .isInstanceOf(StoreFailedException.class);

      assertThat(adapter.health()).startsWith("down since ").endsWith(": the store denies access");
      assertThat(registry.get("ponkeeper.status").tag("state", "down").gauge().value())
          .isEqualTo(1);
    }
  }

  @Test
  void theDocumentShowsTheProgram() throws IOException {
    Documents.assertShown("docs/metrics.md", 2, Documents.source("main", "MonitoredAdapter"));
  }
}
