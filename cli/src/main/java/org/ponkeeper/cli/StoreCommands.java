package org.ponkeeper.cli;

import picocli.CommandLine.Command;

/** {@code ponkeeper store …} */
@Command(
    name = "store",
    description = "The store as a whole.",
    footer = {"", "Example:", "  ponkeeper store export backup.jsonl"})
final class StoreCommands {}
