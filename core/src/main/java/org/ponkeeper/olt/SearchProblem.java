package org.ponkeeper.olt;

import org.ponkeeper.pon.OltId;
import org.ponkeeper.pon.Technology;

/**
 * A value that a search could not read, so that something may have been missed in it.
 *
 * @param technology the technology of the OLT
 * @param olt the OLT whose value it is
 * @param finding what it is
 */
public record SearchProblem(Technology technology, OltId olt, Finding finding) {}
