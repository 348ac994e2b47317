package org.ponkeeper.server.http;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ponkeeper.server.config.ReloadedFile;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.config.Setting;

/** The certificates of the server and of its clients' CAs; new connections use the newest. */
final class ReloadedTls implements TlsProvider {

  /** What stands in the files at one moment. */
  private record Material(TlsKeyPair keyPair, List<X509Certificate> clientCas) {}

  private final ReloadedFile<Material> files;

  ReloadedTls(ServerConfig.Tls config) {
    List<Path> all = new ArrayList<>(List.of(config.certificate(), config.key()));
    config.clientCa().ifPresent(all::add);
    files =
        new ReloadedFile<>(
            Setting.TLS_CERTIFICATE,
            all,
            () ->
                new Material(
                    TlsKeyPair.of(config.key().toFile(), config.certificate().toFile()),
                    certificates(config.clientCa())));
  }

  private static List<X509Certificate> certificates(Optional<Path> file) throws Exception {
    if (file.isEmpty()) {
      return List.of();
    }
    try (InputStream in = Files.newInputStream(file.get())) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
          .map(X509Certificate.class::cast)
          .toList();
    }
  }

  @Override
  public TlsKeyPair keyPair(String hostname) {
    return files.get().keyPair();
  }

  @Override
  public List<X509Certificate> trustedCertificates(String hostname) {
    return files.get().clientCas();
  }
}
