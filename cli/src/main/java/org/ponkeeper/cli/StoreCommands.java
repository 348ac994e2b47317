package org.ponkeeper.cli;

import picocli.CommandLine.Command;

/** {@code ponkeeper store …} */
@Command(
    name = "store",
    description = "The whole store: backup, restore, migration.",
    footer = {"", "Example:", "  ponkeeper store export backup.jsonl"})
final class StoreCommands {}
