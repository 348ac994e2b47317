package org.ponkeeper.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import org.ponkeeper.server.access.AuditInterceptor;
import org.ponkeeper.server.config.ServerConfig;
import org.slf4j.LoggerFactory;

/** The log of the server, on standard error: a line for each event, as text or as JSON. */
final class ServerLog {
  private ServerLog() {}

  /** Replaces the log of short commands. */
  static void use(ServerConfig.Logging config) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Encoder<ILoggingEvent> encoder = config.json() ? json() : text();
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> lines = new ConsoleAppender<>();
    lines.setContext(context);
    lines.setTarget("System.err");
    lines.setEncoder(encoder);
    lines.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(lines);
    context.getLogger("org.ponkeeper").setLevel(Level.toLevel(config.level()));
    context.getLogger(AuditInterceptor.LOGGER).setLevel(Level.INFO);
  }

  private static Encoder<ILoggingEvent> text() {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSX,UTC} %-5level %logger{0}: %msg %kvp%n");
    return encoder;
  }

  private static Encoder<ILoggingEvent> json() {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setWithContext(false);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    return encoder;
  }
}
