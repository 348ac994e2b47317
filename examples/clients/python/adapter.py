#!/usr/bin/env python3
"""A provisioning script's use of Ponkeeper over gRPC, with Debian's python3-grpcio.

It needs no generated code: the server gives the descriptors of its contract at /contract.binpb, and
protobuf makes the classes of the messages from them. With stubs that protoc has generated, the calls are
the same.

    ./adapter.py [HOST:PORT]

PONKEEPER_TOKEN is sent if it is set. Every call may be sent again if its answer was lost.
"""

import os
import sys
import time
import urllib.request

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

# What may be repeated at once, or a moment later: UNAVAILABLE says that nothing happened, of the others
# it is unknown, and the calls below are safe to repeat.
REPEAT = (
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.ABORTED,
    grpc.StatusCode.DEADLINE_EXCEEDED,
)


class Ponkeeper:
    """The methods of a server: server.call("InstanceService", "CreateInstance", path=..., ...)."""

    def __init__(self, address, token=None):
        self.channel = grpc.insecure_channel(address)
        self.metadata = [("authorization", "Bearer " + token)] if token else []
        request = urllib.request.Request("http://" + address + "/contract.binpb")
        if token:
            request.add_header("authorization", "Bearer " + token)
        with urllib.request.urlopen(request, timeout=10) as answer:
            files = descriptor_pb2.FileDescriptorSet.FromString(answer.read())
        self.pool = descriptor_pool.DescriptorPool()
        for file in files.file:
            self.pool.Add(file)

    def message(self, descriptor):
        if hasattr(message_factory, "GetMessageClass"):
            return message_factory.GetMessageClass(descriptor)
        return message_factory.MessageFactory(self.pool).GetPrototype(descriptor)

    def call(self, service, method, **fields):
        name = "ponkeeper.v1." + service
        descriptor = self.pool.FindServiceByName(name).FindMethodByName(method)
        rpc = self.channel.unary_unary(
            "/%s/%s" % (name, method),
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=self.message(descriptor.output_type).FromString,
        )
        request = self.message(descriptor.input_type)(**fields)
        for pause in (0.1, 0.2, 0.4, 0.8, None):
            try:
                return rpc(request, timeout=10, metadata=self.metadata)
            except grpc.RpcError as error:
                if error.code() not in REPEAT or self.reason(error) == "ETAG_MISMATCH" or pause is None:
                    raise
                time.sleep(pause)

    def reason(self, error):
        """Ponkeeper's code of an error, such as POOL_EXHAUSTED."""
        for key, value in error.trailing_metadata() or ():
            if key == "grpc-status-details-bin":
                for detail in self.parse("google.rpc.Status", value).details:
                    if detail.TypeName() == "ponkeeper.v1.ErrorDetail":
                        return self.parse("ponkeeper.v1.ErrorDetail", detail.value).code
        return None

    def parse(self, name, value):
        return self.message(self.pool.FindMessageTypeByName(name)).FromString(value)


def ids(kind, first, last):
    return {"type": kind, "ranges": [{"first": first, "last": last}]}


def main():
    address = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:8765"
    server = Ponkeeper(address, os.environ.get("PONKEEPER_TOKEN"))
    olt = "technologies/XGS-PON/olts/olt-python"
    registration = {
        "pons": [0],
        "ranges": [
            ids("ONU_ID", 1, 32), ids("ALLOC_ID", 1024, 1100), ids("GEM_PORT_ID", 1024, 2000)],
    }
    server.call("OltService", "RegisterOlt", name=olt, registration=registration)

    claim = server.call(
        "IdService", "AllocateIds", pool=olt + "/pons/0/pools/onu", owner="ALCL00000001", count=1
    ).claim
    uni = "%s/pons/0/onus/%d/unis/0" % (olt, claim.ids[0])
    created = server.call("InstanceService", "CreateInstance", parent=uni, template=64)
    again = server.call("InstanceService", "CreateInstance", parent=uni, template=64)
    instance = created.instance
    print("%s has Alloc-ID %d and GEM ports %s; sent again: created %s"
          % (instance.path, instance.alloc_id, list(instance.gem_port_ids), again.created))
    print("the OLT's scheduler is of Alloc-ID", instance.upstream_schedulers.traffic_scheds[0].alloc_id)

    try:
        server.call("InstanceService", "CreateInstance", parent=uni, template=99)
    except grpc.RpcError as error:
        print("template 99:", error.code().name, server.reason(error))

    server.call("InstanceService", "DeleteInstance", name=instance.name, etag=instance.etag)
    server.call("IdService", "ReleaseIds", name=claim.name, etag=claim.etag)
    left = server.call("InstanceService", "ListInstances", parent=olt).instances
    print("deleted; left:", len(left))


if __name__ == "__main__":
    main()
