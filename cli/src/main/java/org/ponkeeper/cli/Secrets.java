package org.ponkeeper.cli;

import java.util.regex.Pattern;

/** Hides passwords in output: a URL may be anywhere on a command line. */
final class Secrets {

  /**
   * User and password: the text between the scheme of a URL and the last @ of the line. A URL that
   * was parsed as a path has lost a slash.
   */
  private static final Pattern USER_OF_URL = Pattern.compile("(://|\\betcds?:/(?!/)).*@");

  /** The same for a URL without a scheme, {@code user:password@host}. */
  private static final Pattern USER_OF_HOST = Pattern.compile("[^\\s:'\"=]*:\\S*@");

  private static final String HIDDEN = "***@";

  private Secrets() {}

  /** A line without the users and passwords in URLs. */
  static String hideInUrls(String line) {
    return line.contains(":/") ? USER_OF_URL.matcher(line).replaceAll("$1" + HIDDEN) : line;
  }

  /** An invalid argument, without a possible password. */
  static String hideInWord(String word) {
    return USER_OF_HOST.matcher(hideInUrls(word)).replaceAll(HIDDEN);
  }
}
