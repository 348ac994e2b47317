package org.ponkeeper.server.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.server.config.ReloadedFile;
import org.ponkeeper.server.config.ServerConfig;
import org.ponkeeper.server.config.Setting;

/**
 * Checks JWTs: one algorithm, one issuer, one audience, an expiry, and a signature by a key of the
 * file. The claims {@code sub}, {@code ponkeeper_role} and {@code ponkeeper_olts} make the caller.
 */
final class JwtCheck {

  /** How far the clocks of issuer and server may differ. */
  private static final int SKEW_SECONDS = 30;

  private static final String ROLE = "ponkeeper_role";
  private static final String OLTS = "ponkeeper_olts";

  private final ReloadedFile<DefaultJWTProcessor<SecurityContext>> processor;

  JwtCheck(ServerConfig.Jwt config) {
    processor =
        new ReloadedFile<>(
            Setting.SECURITY_JWKS,
            List.of(config.jwks()),
            () -> processor(config, JWKSet.load(config.jwks().toFile())));
  }

  private static DefaultJWTProcessor<SecurityContext> processor(
      ServerConfig.Jwt config, JWKSet keys) {
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(
            config.audience(),
            new JWTClaimsSet.Builder().issuer(config.issuer()).build(),
            Set.of("sub", "exp", ROLE));
    claims.setMaxClockSkew(SKEW_SECONDS);
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            JWSAlgorithm.parse(config.algorithm()), new ImmutableJWKSet<>(keys)));
    processor.setJWTClaimsSetVerifier(claims);
    return processor;
  }

  /**
   * The caller of a JWT.
   *
   * @throws IllegalArgumentException with the reason, without the token
   */
  Caller check(String token) {
    try {
      JWTClaimsSet claims = processor.get().process(token, null);
      Role role =
          Role.of(claims.getStringClaim(ROLE))
              .orElseThrow(() -> new IllegalArgumentException("its " + ROLE + " is unknown"));
      @Nullable List<String> olts = claims.getStringListClaim(OLTS);
      return new Caller(claims.getSubject(), role, olts == null ? Set.of() : Set.copyOf(olts));
    } catch (ParseException e) {
      throw new IllegalArgumentException("it is not a JWT with these claims", e);
    } catch (BadJOSEException | JOSEException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    } catch (PonkeeperException e) {
      throw new IllegalArgumentException("its " + OLTS + " are invalid", e);
    }
  }
}
