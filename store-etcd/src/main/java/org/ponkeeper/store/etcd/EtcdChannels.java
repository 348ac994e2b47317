package org.ponkeeper.store.etcd;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;

/** Creates the channels: limits, keepalive, TLS. */
final class EtcdChannels {

  /** The maximum size of an answer in bytes: 32 MiB. */
  static final int MAX_INBOUND_BYTES = 32 << 20;

  /** How long a connection with requests may be silent before it is probed; etcd allows 5 s. */
  private static final long KEEPALIVE_SECONDS = 10;

  /** How long to wait for the answer to a probe before the connection is closed. */
  private static final long KEEPALIVE_TIMEOUT_SECONDS = 3;

  private static final String CHECK_FILES =
      "check the files for TLS: certificates and key in PEM, the key as PKCS #8";

  private EtcdChannels() {}

  /** One for each member; none connects yet. */
  static List<ManagedChannel> make(EtcdOptions options) {
    ChannelCredentials credentials =
        options.tls().map(EtcdChannels::tls).orElseGet(InsecureChannelCredentials::create);
    List<ManagedChannel> channels = new ArrayList<>();
    for (EtcdMember member : options.members()) {
      channels.add(make(member, credentials, options));
    }
    return channels;
  }

  private static ManagedChannel make(
      EtcdMember member, ChannelCredentials credentials, EtcdOptions options) {
    try {
      return NettyChannelBuilder.forAddress(member.host(), member.port(), credentials)
          .maxInboundMessageSize(MAX_INBOUND_BYTES)
          .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
          .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(options))
          .addTransportFilter(new EtcdConnection.Filter())
          // gRPC must not send a request over another connection than the chosen one.
          .disableRetry()
          // Callbacks are short: they pass answers to waiting threads.
          .directExecutor()
          .build();
    } catch (IllegalArgumentException e) {
      InvalidRequestException refused = invalid("gRPC refuses it: " + e.getMessage(), e);
      throw options
          .tls()
          .map(tls -> refused.with("files", files(tls)).remedy(CHECK_FILES))
          .orElse(refused);
    }
  }

  private static int millis(EtcdOptions options) {
    return (int) Math.min(Math.max(options.attempt().toMillis(), 1), Integer.MAX_VALUE);
  }

  private static ChannelCredentials tls(EtcdTls tls) {
    TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
    try {
      if (tls.authority().isPresent()) {
        builder.trustManager(tls.authority().get().toFile());
      }
      if (tls.certificate().isPresent() && tls.key().isPresent()) {
        try (InputStream certificate = Files.newInputStream(tls.certificate().get())) {
          builder.keyManager(certificate, PrivateKeyFile.asPkcs8(tls.key().get()));
        }
      }
    } catch (IOException e) {
      throw invalid("a file for TLS cannot be read: " + e.getMessage(), e)
          .with("files", files(tls))
          .remedy(CHECK_FILES);
    }
    return builder.build();
  }

  private static List<Path> files(EtcdTls tls) {
    List<Path> files = new ArrayList<>();
    tls.authority().ifPresent(files::add);
    tls.certificate().ifPresent(files::add);
    tls.key().ifPresent(files::add);
    return files;
  }

  private static InvalidRequestException invalid(String reason, Exception cause) {
    InvalidRequestException invalid =
        new InvalidRequestException(ErrorCode.STORE_URL_INVALID).with("reason", reason);
    invalid.addSuppressed(cause);
    return invalid;
  }
}
