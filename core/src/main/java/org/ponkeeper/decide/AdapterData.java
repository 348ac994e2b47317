package org.ponkeeper.decide;

import java.util.List;
import java.util.function.Function;
import org.ponkeeper.error.ErrorCode;
import org.ponkeeper.error.InvalidRequestException;
import org.ponkeeper.error.PonkeeperException;
import org.ponkeeper.state.Change;
import org.ponkeeper.store.Mutation;

/** The changes of an adapter's own keys, which a function of the adapter returns. */
final class AdapterData {
  private AdapterData() {}

  /**
   * The adapter's changes.
   *
   * @param adapterData the adapter's function
   * @param decided what was decided, for the function
   * @param what what this is about, in the field's terms
   * @param which which one
   * @throws InvalidRequestException {@code ADAPTER_DATA_INVALID} if the function fails: its caller
   *     gets the error
   */
  static <A> List<Change> changes(
      Function<A, List<Mutation>> adapterData, A decided, String what, Object which) {
    try {
      return Change.ofAdapter(adapterData.apply(decided));
    } catch (PonkeeperException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // Errors are caught too, such as a missing class: other callers wait for the same
      // transaction.
      throw new InvalidRequestException(ErrorCode.ADAPTER_DATA_INVALID, e)
          .with("reason", "the adapter's callback failed: " + e)
          .with(what, which);
    }
  }
}
