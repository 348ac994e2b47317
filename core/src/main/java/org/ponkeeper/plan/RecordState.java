package org.ponkeeper.plan;

/** What was found under the key of an OLT's record. */
public sealed interface RecordState {

  /** The OLT was registered. */
  record Registered(OltRecord record) implements RecordState {}

  /** There is no record: the OLT is unknown, or only the Go library knew it. */
  record Unregistered() implements RecordState {}

  /** There is something that cannot be read as a record. */
  record Unreadable(String reason) implements RecordState {}
}
