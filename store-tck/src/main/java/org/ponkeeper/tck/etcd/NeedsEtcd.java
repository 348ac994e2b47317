package org.ponkeeper.tck.etcd;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/** A test that starts a real etcd; {@link EtcdBinary} says what happens if there is none. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@DisabledIfEnvironmentVariable(
    named = "PONKEEPER_WITHOUT_ETCD",
    matches = "1",
    disabledReason = "NOT RUN: PONKEEPER_WITHOUT_ETCD=1")
public @interface NeedsEtcd {}
