package org.ponkeeper.server;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A connection on which a test writes HTTP/2 frames, such as no honest client sends. */
final class RawHttp2 implements AutoCloseable {

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final OutputStream out;

  /** Connects, without a preface. */
  RawHttp2(int port) throws IOException {
    socket = new Socket();
    // A small buffer: answers that nobody reads wait in the server.
    socket.setReceiveBufferSize(1 << 12);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(PATIENCE_MILLIS);
    out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
  }

  /** Writes the preface and the client's settings, as it should be. */
  RawHttp2 open() throws IOException {
    write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0, new byte[0]);
    flush();
    return this;
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  void flush() throws IOException {
    out.flush();
  }

  void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    header(payload.length, type, flags, stream);
    out.write(payload);
  }

  /** Writes only the header of a frame. */
  void header(int length, int type, int flags, int stream) throws IOException {
    out.write(
        ByteBuffer.allocate(9)
            .put((byte) (length >> 16))
            .putShort((short) length)
            .put((byte) type)
            .put((byte) flags)
            .putInt(stream)
            .array());
  }

  /** Begins a gRPC call, whose message is to follow. */
  void beginCall(int stream, String method) throws IOException {
    byte[] block =
        block(
            ":method", "POST",
            ":scheme", "http",
            ":path", "/" + method,
            ":authority", "localhost",
            "content-type", "application/grpc",
            "te", "trailers");
    frame(HEADERS, END_HEADERS, stream, block);
  }

  /** A header block of literals. */
  static byte[] block(String... namesAndValues) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      block.write(0);
      string(block, namesAndValues[i]);
      string(block, namesAndValues[i + 1]);
    }
    return block.toByteArray();
  }

  private static void string(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int left = bytes.length - 127;
      for (; left >= 128; left >>= 7) {
        block.write((left & 127) | 128);
      }
      block.write(left);
    }
    block.writeBytes(bytes);
  }

  /** Whether the server ends the connection, within some seconds. */
  boolean isEnded() throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    byte[] buffer = new byte[1 << 16];
    try {
      flush();
      while (System.nanoTime() < end) {
        if (socket.getInputStream().read(buffer) < 0) {
          return true;
        }
      }
      return false;
    } catch (SocketException e) {
      // It was reset.
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
