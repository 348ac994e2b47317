package org.ponkeeper.server.http;

import com.linecorp.armeria.common.util.ThreadFactories;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The thread that accepts connections. It ends at once: Netty's default waits 2 s for tasks that
 * come late, and there are none after the sockets are closed.
 */
final class AcceptLoop extends MultiThreadIoEventLoopGroup {

  private static final long PATIENCE_SECONDS = 5;

  AcceptLoop(String name) {
    super(1, ThreadFactories.newThreadFactory(name, false), NioIoHandler.newFactory());
  }

  @Override
  public Future<?> shutdownGracefully() {
    return shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
