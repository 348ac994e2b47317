package org.ponkeeper.cli;

import java.util.regex.Pattern;

/** Keeps passwords out of what is shown: a URL may stand anywhere on a command line. */
final class Secrets {

  /**
   * User and password: all between the scheme of a URL and the last @ of the line. A URL that was
   * taken for a path has lost a slash.
   */
  private static final Pattern USER_OF_URL = Pattern.compile("(://|\\betcds?:/(?!/)).*@");

  /** The same of a URL without a scheme, {@code user:password@host}. */
  private static final Pattern USER_OF_HOST = Pattern.compile("[^\\s:'\"=]*:\\S*@");

  private static final String HIDDEN = "***@";

  private Secrets() {}

  /** A line without the users and passwords of URLs. */
  static String hideInUrls(String line) {
    return line.contains(":/") ? USER_OF_URL.matcher(line).replaceAll("$1" + HIDDEN) : line;
  }

  /** A word of a command line that is wrong, without what may be a password in it. */
  static String hideInWord(String word) {
    return USER_OF_HOST.matcher(hideInUrls(word)).replaceAll(HIDDEN);
  }
}
