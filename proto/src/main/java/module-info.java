/** The protobuf messages of VOLTHA's technology profiles, generated. */
@SuppressWarnings("requires-transitive-automatic")
module org.ponkeeper.proto {
  requires transitive com.google.protobuf;

  exports org.opencord.voltha.tech_profile;
}
