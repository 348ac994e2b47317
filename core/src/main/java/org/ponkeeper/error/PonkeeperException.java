package org.ponkeeper.error;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The root of every error that Ponkeeper throws on purpose.
 *
 * <p>{@link #getMessage()} is the fixed text of the {@link #code()}; what is particular to this
 * error stands in {@link #facts()}. Match on the class or the code, never on a text.
 */
public abstract sealed class PonkeeperException extends RuntimeException
    permits InvalidRequestException, RefusedException, StoreFailedException, CorruptDataException {

  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final LinkedHashMap<String, String> facts = new LinkedHashMap<>();
  private String remedy = "";

  PonkeeperException(ErrorCode code, ErrorClass expected, @Nullable Throwable cause) {
    super(code.message(), cause);
    if (code.errorClass() != expected) {
      throw new IllegalArgumentException(code + " is not of the class " + expected);
    }
    this.code = code;
  }

  /** What happened. */
  public ErrorCode code() {
    return code;
  }

  /** What is particular to this error, by name, in the order in which a person wants to read it. */
  public Map<String, String> facts() {
    return Collections.unmodifiableMap(facts);
  }

  /** What a person can do about it: what the code says, unless this error knows better. */
  public String remedy() {
    return remedy.isEmpty() ? code.remedy() : remedy;
  }

  /** The remedy of this error alone; empty if the code's remedy is the right one. */
  public Optional<String> specificRemedy() {
    return remedy.isEmpty() ? Optional.empty() : Optional.of(remedy);
  }

  /** Replaces the code's remedy; for the code that makes the error, before it is thrown. */
  final void replaceRemedy(String better) {
    remedy = better;
  }

  /** Adds a fact; for the code that makes the error, before it is thrown. */
  final void addFact(String name, Object value) {
    facts.put(name, String.valueOf(value));
  }

  /** The code, the fixed text and the facts on one line, for logs. */
  @Override
  @SuppressWarnings("OverrideThrowableToString") // the message is fixed for each code
  public String toString() {
    return code + ": " + code.message() + (facts.isEmpty() ? "" : " " + facts);
  }
}
