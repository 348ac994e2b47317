package org.ponkeeper.server.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import org.ponkeeper.maintenance.BackupFile;
import org.ponkeeper.server.error.RequestException;
import org.ponkeeper.server.error.RequestException.Code;

/**
 * Receives a file in the chunks of a call's messages. It is kept on disk, where it ends with the
 * call. The work on it begins when it is whole, so a call that breaks off changes nothing. The
 * first message says what is asked; the others have nothing but a chunk.
 *
 * @param <Q> the messages; they have a field {@code chunk}
 * @param <A> the answers
 */
final class Upload<Q extends Message, A> implements StreamObserver<Q> {

  private final StreamedWork<A> answers;
  private final Work<Q, A> work;
  private Optional<Q> asked = Optional.empty();
  private Optional<FileChannel> file = Optional.empty();

  private Upload(StreamedWork<A> answers, Work<Q, A> work) {
    this.answers = answers;
    this.work = work;
  }

  /** What is done with a whole file. */
  @FunctionalInterface
  interface Work<Q, A> {
    /**
     * Does it.
     *
     * @param asked the first message, without its chunk
     * @param file the file, which the work closes
     */
    void run(Q asked, FileChannel file, StreamedWork<A> answers);
  }

  static <Q extends Message, A> StreamObserver<Q> start(StreamObserver<A> caller, Work<Q, A> work) {
    Upload<Q, A> upload = new Upload<>(StreamedWork.of(caller, StreamedWork.PATIENCE), work);
    ((ServerCallStreamObserver<A>) caller).setOnCloseHandler(upload::discard);
    return upload;
  }

  @Override
  @SuppressWarnings("unchecked") // of the same type as before
  public void onNext(Q message) {
    FieldDescriptor chunk = message.getDescriptorForType().findFieldByName("chunk");
    Q rest = (Q) message.toBuilder().clearField(chunk).build();
    if (asked.isEmpty()) {
      asked = Optional.of(rest);
    } else if (!rest.equals(rest.getDefaultInstanceForType())) {
      throw new RequestException(
          Code.REQUEST_INVALID, "request", "only the first message may have more than a chunk");
    }
    write((ByteString) message.getField(chunk));
  }

  private void write(ByteString chunk) {
    try {
      if (file.isEmpty()) {
        file = Optional.of(BackupFile.temporary());
      }
      for (ByteBuffer part : chunk.asReadOnlyByteBufferList()) {
        while (part.hasRemaining()) {
          file.get().write(part);
        }
      }
    } catch (IOException e) {
      throw new RequestException(
          Code.LIMIT_EXCEEDED, "reason", "the server cannot keep the file: " + e.getMessage());
    }
  }

  @Override
  public void onCompleted() {
    if (asked.isEmpty()) {
      throw new RequestException(Code.REQUEST_INVALID, "chunk", "there is no message");
    }
    FileChannel whole = file.orElseThrow();
    file = Optional.empty();
    Q request = asked.get();
    answers.begin(stream -> work.run(request, whole, stream));
  }

  @Override
  public void onError(Throwable cancelled) {
    discard();
  }

  private void discard() {
    try {
      if (file.isPresent()) {
        file.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
