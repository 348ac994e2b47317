package org.ponkeeper.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Reads nothing from a client that does not read what was sent to it, and cuts it off after a time.
 * Otherwise the answers to its pings, settings or requests would pile up.
 */
final class ReadWhileWritable extends ChannelInboundHandlerAdapter {

  /** How much waits for a client at most, beyond what it has room for. */
  private static final WriteBufferWaterMark UNREAD_BYTES =
      new WriteBufferWaterMark(1 << 19, 1 << 20);

  private final Duration patience;
  private Optional<Future<?>> end = Optional.empty();

  ReadWhileWritable(Duration patience) {
    this.patience = patience;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    // Armeria sets marks that are never reached.
    context.channel().config().setWriteBufferWaterMark(UNREAD_BYTES);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    context.fireChannelRead(message);
    if (!context.channel().isWritable()) {
      // Armeria turns reading on again, for example when a request is complete.
      context.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    boolean isWritable = context.channel().isWritable();
    context.channel().config().setAutoRead(isWritable);
    cancelEnd();
    if (!isWritable) {
      end =
          Optional.of(
              context
                  .executor()
                  .schedule(
                      () -> {
                        var unused = context.close();
                      },
                      patience.toMillis(),
                      TimeUnit.MILLISECONDS));
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    cancelEnd();
    context.fireChannelInactive();
  }

  private void cancelEnd() {
    end.ifPresent(due -> due.cancel(false));
    end = Optional.empty();
  }
}
