// What each kind of finding means, as docs/audit.md says it; ConsoleFilesTest compares both.
export const KINDS = {
  "unreadable-record": {
    "meaning": "The OLT's record is damaged, or was written by a newer Ponkeeper. Every change on the OLT is refused; lists work.",
    "repair": "No; the registered values are stored nowhere else.",
    "remedy": "Restore the record from an export, or remove its key and register the OLT again."
  },
  "unreadable-reserved-ids": {
    "meaning": "The value is not a list of reserved GEM port ids. Creates and allocations are refused on every OLT.",
    "repair": "No; the reserved ids are stored nowhere else.",
    "remedy": "Write the list again; use `[]` if no ids are reserved."
  },
  "unreadable-pool": {
    "meaning": "The pool is damaged, cut off or not base64, or its bitmap is much longer than the largest id on a PON needs. Requests that take ids from the pool or return ids to it are refused.",
    "repair": "No; ids that were taken without an owner would be lost. The Go library takes ONU ids in this way.",
    "remedy": "Restore the pool from an export and run `audit --repair`. Without an export, and if all ids of the pool have owners here, remove its key: the next change creates the pool again with these ids taken."
  },
  "unreadable-instance": {
    "meaning": "The instance cannot be shown, created again or deleted. Other deletes on its ONU are refused, because it may share their Alloc-ID. Ids without an owner are not reported on its PON, because they may belong to it.",
    "repair": "No; its ids are stored nowhere else.",
    "remedy": "Restore the value from an export, or remove the key when the service is gone. Then run `audit --repair`."
  },
  "unreadable-claim": {
    "meaning": "The ids of this owner cannot be shown, allocated again or released. They stay taken.",
    "repair": "No; its ids are stored nowhere else.",
    "remedy": "Restore the value from an export. If the owner no longer exists, remove the key, run `audit --repair`, and release ONU ids and flow ids with `id release`."
  },
  "unreadable-onu-map": {
    "meaning": "The adapter's map of an ONU's ids is damaged. Ids cannot be added to it or removed from it.",
    "repair": "No; a map belongs to the adapter, and may contain ids that no instance has.",
    "remedy": "Write it again from the instances of the ONU, or remove its key if the ONU is gone."
  },
  "unreadable-tp-id": {
    "meaning": "Under this key, VOLTHA's openolt adapter stores the templates of the UNI port's services. The audit checks this value if the adapter's state is maintained for the OLT; `store hand-over` always checks it. Creates and deletes on the port are refused.",
    "repair": "No; an unreadable value is never overwritten.",
    "remedy": "Remove the key, and run `audit --repair-maps`."
  },
  "stray-key": {
    "meaning": "A key has a form that does not belong at this place. Ponkeeper ignores it, and it blocks nothing.",
    "repair": "No; its owner is unknown.",
    "remedy": "Find out which program wrote it; remove it if it is not needed."
  },
  "unusable-template": {
    "meaning": "Instances cannot be created from the template, except with `--fallback-to-default`. Existing instances of it are shown with the built-in default if that fits, and are reported as misfits.",
    "repair": "No; a person must decide what the template should say.",
    "remedy": "Run `template lint` to see all its problems; correct and apply it."
  },
  "odd-template": {
    "meaning": "The template is used. But `template apply` would not accept it in this form, or it may not have the intended effect.",
    "repair": "No; it works, and a person must decide what it should say.",
    "remedy": "Run `template lint --fix`, which corrects what is safe; then apply it."
  },
  "missing-template": {
    "meaning": "There are instances of a template that is not stored. If the built-in default fits all of them, they were made from it, as the Go library does, and this is only a warning. Otherwise it is an error: some instances are shown with their ids only.",
    "repair": "No; the original template is not stored.",
    "remedy": "Nothing, if the default is intended; otherwise apply the template from which they were made."
  },
  "misfit-instance": {
    "meaning": "The instance was not made from the template that is stored now. It keeps its ids. It is shown with the queues and schedulers of the built-in default, or without any.",
    "repair": "No; the ids are in use on the ONU.",
    "remedy": "Restore the template, or delete the instance and create it again."
  },
  "doubtful-instance": {
    "meaning": "The stored template has the right number of GEM ports, but the instance was made from another template, often the built-in default.",
    "repair": "No; the ids are in use on the ONU.",
    "remedy": "Compare the configuration of the ONU with `instance get --derived`; if they differ, delete the instance and create it again."
  },
  "repeated-id": {
    "meaning": "Two queues of the instance use the same GEM port, so their traffic cannot be distinguished. Ponkeeper never creates such an instance.",
    "repair": "No; the id is in use on the ONU, and it is unknown which queue it was meant for.",
    "remedy": "Delete the instance and create it again: each queue gets its own id."
  },
  "ambiguous-pools": {
    "meaning": "The OLT is not registered, and the pools of the Go library do not show which pool a PON uses. Creates on this PON are refused.",
    "repair": "No; only the person who set up the OLT knows whether its pools are shared.",
    "remedy": "Register the OLT, with `--shared` if its PONs share a pool."
  },
  "id-owned-twice": {
    "meaning": "Two services use the same id on the PON, so their traffic is mixed. Ponkeeper never causes this. A concurrent writer without conditions does.",
    "repair": "No; either service may be the one that works.",
    "remedy": "Delete one of them and create it again: it gets another id, and the other one keeps this id."
  },
  "owned-not-taken": {
    "meaning": "Ponkeeper does not give out these ids, because it knows their owner. The Go library would, because it checks only the pool. It also gives out ids beyond the end of a range, as far as the bitmap of the pool reaches.",
    "repair": "Yes, they are marked as taken, also if the pool is missing.",
    "remedy": "Nothing more; find out which program wrote the pool without checking. If it was the Go library, and the owner is a claim, the claim may be outdated: see moving.md before you repair."
  },
  "taken-by-nobody": {
    "meaning": "Alloc-IDs or GEM port ids are lost until they are released, because no instance and no claim has them. The Go library leaves such ids when it is interrupted. ONU ids and flow ids are not reported, because the Go library does not store their owners.",
    "repair": "Yes, they are freed if the OLT is registered, everything on the PONs of the pool can be read, there are no instances in the older format, and the pool did not change for one second.",
    "remedy": "If the OLT is not registered, register it first, or release the ids with `id release`."
  },
  "outside-range": {
    "meaning": "The ids are in use and stay in use. When they become free, they are not given out again. The Go library gives out ids beyond the end of a range.",
    "repair": "No; they are in use on ONUs.",
    "remedy": "Widen the range with `olt register --resize` if the OLT supports these ids (for one PON with `--gem-port-ids 1:1024-4000`); otherwise delete these services and create them again."
  },
  "onu-outside-range": {
    "meaning": "The ONU has services, but its id is outside the ONU id range of the PON. The ONU keeps its id. The id is not in the ONU id pool, so the pool does not show that it is in use.",
    "repair": "No; a person must decide whether the range or the ONU id is wrong.",
    "remedy": "If the OLT supports such ids, widen the range with `olt register --resize --onu-ids`, then take the id with `id allocate`; otherwise give the ONU another id."
  },
  "pool-range-differs": {
    "meaning": "Another program created or changed the pool. Only ids that are in both ranges are given out.",
    "repair": "No; a person must decide which range is correct.",
    "remedy": "Run `olt register --resize` to set the range of the pool to that of the OLT, or to change the range of the OLT."
  },
  "unused-pool": {
    "meaning": "The OLT is registered without this PON, or its PONs share another pool.",
    "repair": "No; the PON may be missing in the record by mistake.",
    "remedy": "Add the PON with `olt register --resize`, or remove the key."
  },
  "pools-of-two-technologies": {
    "meaning": "In the key layout without technology, two technologies of one device share pools. This is intended for OLTs that announce ids as `SHARED_BY_ALL_INTF_ALL_TECH`. Each technology knows the owners of the other, and no id is given to both.",
    "repair": "No; nothing is wrong.",
    "remedy": "Nothing, if this is intended. If a PON was registered for both by mistake, delete one of the two OLTs."
  },
  "mapped-to-wrong-onu": {
    "meaning": "According to the adapter's map, the ONU has an id that belongs to another ONU in the store.",
    "repair": "No; the adapter may have configured the id on the ONU.",
    "remedy": "Find out which ONU uses the id. Then remove the id from the map with `audit --repair-maps`, or create the service again."
  },
  "mapped-not-taken": {
    "meaning": "According to the adapter's map, the ONU has ids that are free and can be given to another ONU.",
    "repair": "No; the adapter may have configured them on the ONU.",
    "remedy": "If the service is gone, remove the ids from the map with `audit --repair-maps`; otherwise take them with `id allocate`."
  },
  "mapped-not-owned": {
    "meaning": "When VOLTHA's openolt adapter deletes the ONU, it frees these ids, even if another service has them by then. The audit reports this if the adapter's state is maintained for the OLT. `store hand-over` always reports it as an error.",
    "repair": "No; the map belongs to the adapter.",
    "remedy": "`audit --repair-maps`, or `store hand-over --adapter-state`."
  },
  "adapter-state-differs": {
    "meaning": "The state of VOLTHA's openolt adapter lacks a service of the UNI port: the adapter would not delete this service with the ONU. Or it has a service that does not exist. The audit reports this if the adapter's state is maintained for the OLT. `store hand-over` always reports it as an error.",
    "repair": "No; the state belongs to the adapter.",
    "remedy": "`audit --repair-maps`, or `store hand-over --adapter-state`."
  },
  "unfinished-work": {
    "meaning": "A resize, a migration, an `olt unregister`, a deletion or a restore was interrupted or is still running. Every other change on the OLT is refused with `OLT_BUSY`. For an OLT that is being deleted or restored, nothing else is reported, because its data is not yet consistent.",
    "repair": "No; a person must decide whether to complete it.",
    "remedy": "Run the command in the message; it continues where it stopped."
  },
  "left-behind-keys": {
    "meaning": "There are pools or maps in the key layout that the OLT does not use. Ponkeeper does not read them. ONU ids that are taken only there are taken over when the OLT is registered, and again before the keys are removed.",
    "repair": "No; a Go adapter may still use that layout.",
    "remedy": "When no program needs the keys, run the command in the message. It is refused while ids are `owned-not-taken`; `audit --repair` takes these."
  },
  "older-instances": {
    "meaning": "There are instances stored as complete JSON documents, as VOLTHA wrote them before June 2021. While there are any, a repair frees no ids.",
    "repair": "No; a migration changes the whole OLT.",
    "remedy": "Run the command in the message."
  },
  "other-spelling": {
    "meaning": "The keys have the technology in the spelling used before July 2020, or in another spelling that VOLTHA does not use now.",
    "repair": "No; moving keys changes the whole OLT.",
    "remedy": "Run the command in the message. It does not move ambiguous data, and says why."
  },
  "older-layout": {
    "meaning": "The path of the instances has no OLT, or the keys of the pools have no braces.",
    "repair": "No; their OLT is not stored.",
    "remedy": "Follow moving.md, or remove the keys when these services are gone."
  },
  "other-path": {
    "meaning": "Another stack has data below the same path or at a path with the same beginning, or there are templates at a path that this command does not read.",
    "repair": "No; they are not damaged.",
    "remedy": "Nothing, if you know the other stack. If it is the one that you want, give its path."
  },
  "unknown-keys": {
    "meaning": "There are keys below the prefixes of technology profiles or resources in a form that VOLTHA's library does not write.",
    "repair": "No; their owner is unknown.",
    "remedy": "Find out which program wrote them; remove them if they are not needed."
  },
  "more-findings": {
    "meaning": "There are more findings of this kind than are listed. The severity is error if one of the others is an error.",
    "repair": "No; it concerns findings, not stored data.",
    "remedy": "Resolve the listed findings, then run the audit again."
  }
};
