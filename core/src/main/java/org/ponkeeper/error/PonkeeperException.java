package org.ponkeeper.error;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The superclass of all errors that Ponkeeper throws deliberately.
 *
 * <p>{@link #getMessage()} is the fixed message of the {@link #code()}; {@link #facts()} has the
 * details of this error. Match on the class or the code, never on a text.
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

  /** The code of the error. */
  public ErrorCode code() {
    return code;
  }

  /** The details of this error, by name, in the order in which to show them. */
  public Map<String, String> facts() {
    return Collections.unmodifiableMap(facts);
  }

  /** What a person can do about it: this error's specific remedy, or else the code's. */
  public String remedy() {
    return remedy.isEmpty() ? code.remedy() : remedy;
  }

  /** The remedy of this error, if it differs from the code's. */
  public Optional<String> specificRemedy() {
    return remedy.isEmpty() ? Optional.empty() : Optional.of(remedy);
  }

  /** Replaces the code's remedy. Only called before the error is thrown. */
  final void replaceRemedy(String better) {
    remedy = better;
  }

  /** Adds a detail. Only called before the error is thrown. */
  final void addFact(String name, Object value) {
    facts.put(name, String.valueOf(value));
  }

  /** The code, the fixed message and the details on one line, for logs. */
  @Override
  @SuppressWarnings("OverrideThrowableToString") // the message is fixed for each code
  public String toString() {
    return code + ": " + code.message() + (facts.isEmpty() ? "" : " " + facts);
  }
}
