package org.ponkeeper.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.ponkeeper.cli.sandbox.Network;
import org.ponkeeper.keyspace.PoolCodec;
import org.ponkeeper.keyspace.Reading;
import org.ponkeeper.keyspace.ResourceInstanceCodec;
import org.ponkeeper.pon.AllocId;
import org.ponkeeper.pon.GemPortId;
import org.ponkeeper.pon.InstancePath;
import org.ponkeeper.pool.IdRange;
import org.ponkeeper.pool.ResourcePool;
import org.ponkeeper.profile.ResourceInstance;
import org.ponkeeper.store.Bytes;

/** Encodes and decodes stored values. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {

  /** An instance of four GEM ports, and the GEM port pool of a full PON: 756 of its ids taken. */
  @State(Scope.Benchmark)
  public static class Values {
    private final InstancePath path = FilledStore.FULL.growth().getLast();
    private final ResourceInstance instance =
        new ResourceInstance(
            path.template(),
            "XPON",
            path.uniPort(),
            new AllocId(Network.FIRST_ALLOC_ID),
            IntStream.range(0, Network.GEM_PORTS)
                .mapToObj(n -> new GemPortId(Network.FIRST_GEM_PORT_ID + n))
                .toList());
    private final Bytes instanceBytes = ResourceInstanceCodec.encode(instance);
    private final ResourcePool pool =
        ResourcePool.empty(0, new IdRange(Network.FIRST_GEM_PORT_ID, 65534))
            .take(taken(FilledStore.FULL.servicesOfPon() * Network.GEM_PORTS), id -> false);
    private final Bytes poolBytes = PoolCodec.encode(pool);

    private static List<Integer> taken(int count) {
      return IntStream.range(0, count).mapToObj(n -> Network.FIRST_GEM_PORT_ID + n).toList();
    }
  }

  @Benchmark
  public Bytes encodeInstance(Values values) {
    return ResourceInstanceCodec.encode(values.instance);
  }

  @Benchmark
  public Reading<ResourceInstance> decodeInstance(Values values) {
    return ResourceInstanceCodec.decode(values.path, values.instanceBytes);
  }

  @Benchmark
  public Bytes encodePool(Values values) {
    return PoolCodec.encode(values.pool);
  }

  @Benchmark
  public Reading<ResourcePool> decodePool(Values values) {
    return PoolCodec.decode(values.poolBytes);
  }
}
