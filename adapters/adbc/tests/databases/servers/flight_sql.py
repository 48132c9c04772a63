"""A Flight SQL server in front of DataFusion: `flight_sql.py PORT FOLDER`; each Parquet file in the folder is a table of its name, as it
is when a query is asked.

It speaks as much of the protocol as a driver needs that asks queries: a query comes as a command, its columns go back with a ticket,
which is the query itself, and the ticket brings the rows.
"""

import pathlib
import sys

import pyarrow.flight as flight
from datafusion import SessionConfig, SessionContext


def fields(message):
    """The parts of a Protocol Buffers message that are bytes, by number."""
    at, found = 0, {}
    while at < len(message):
        tag, at = varint(message, at)
        number, wire = tag >> 3, tag & 7
        if wire == 0:
            _, at = varint(message, at)
        elif wire == 2:
            length, at = varint(message, at)
            found[number] = message[at : at + length]
            at += length
        else:
            raise flight.FlightServerError(f"a part of type {wire}")
    return found


def varint(message, at):
    value, shift = 0, 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


class Server(flight.FlightServerBase):
    def __init__(self, port, folder):
        super().__init__(f"grpc://127.0.0.1:{port}")
        self.folder = pathlib.Path(folder)

    def get_flight_info(self, context, descriptor):
        whole = fields(descriptor.command)
        kind = whole[1].decode().rsplit(".", 1)[-1]
        if kind != "CommandStatementQuery":
            raise flight.FlightServerError(f"{kind} isn't answered")
        query = fields(whole.get(2, b"")).get(1, b"")
        ticket = flight.FlightEndpoint(flight.Ticket(query), [])
        return flight.FlightInfo(self.asked(query).schema(), descriptor, [ticket], -1, -1)

    def get_schema(self, context, descriptor):
        return flight.SchemaResult(self.get_flight_info(context, descriptor).schema)

    def do_get(self, context, ticket):
        return flight.RecordBatchStream(self.asked(ticket.ticket).to_arrow_table())

    def asked(self, query):
        engine = SessionContext(SessionConfig().set("datafusion.execution.time_zone", "UTC").with_target_partitions(2))
        for file in self.folder.glob("*.parquet"):
            engine.register_parquet(file.stem, str(file))
        try:
            return engine.sql(query.decode())
        except Exception as error:
            raise flight.FlightServerError(str(error))


if __name__ == "__main__":
    Server(int(sys.argv[1]), sys.argv[2]).serve()
