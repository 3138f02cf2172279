import { timingSafeEqual, X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import type { Certificate } from "./certificate";
import { createGrpcServer } from "./grpc";
import { GRPCBrokerDefinition, GRPCControllerDefinition, GRPCStdioDefinition } from "./protocol/generated/go-plugin";
import { HealthDefinition, HealthCheckResponse_ServingStatus as ServingStatus } from "./protocol/generated/health";
import { ProviderDefinition } from "./protocol/generated/tfplugin6";
import { type Implementation, type Methods, methodsOf } from "./rpc";

/** How a provider proves who it is, and which client it serves; without it, connections are plain. */
export interface Trust {
  readonly own: Certificate;
  /** The only certificate that a client may have. */
  readonly clientPem: string;
}

/** What is served, and who wants to know about it. */
export interface Transport {
  readonly service: Implementation<typeof ProviderDefinition>;
  readonly trust: Trust | undefined;
  /** A client that may be served has connected. */
  connected(socket: Socket): void;
  /** Terraform wants the process to end. */
  shutdown(): void;
}

/** Turns each connection of a listening socket into one that is served; returns the function to hand them to. */
export function createTransport(transport: Transport): (socket: Socket) => void {
  const serveGrpc = createGrpcServer(methods(transport));
  const serve = (socket: Socket) => {
    transport.connected(socket);
    serveGrpc(socket);
  };
  return transport.trust ? pinned(transport.trust, serve) : serve;
}

/** Serves only clients that prove to have the one certificate. */
function pinned({ own, clientPem }: Trust, serve: (socket: TLSSocket) => void): (socket: Socket) => void {
  const expected = new X509Certificate(clientPem).raw;
  const front = createTlsServer({
    key: own.keyPem,
    cert: new X509Certificate(own.der).toString(),
    // No authority is trusted, and none is loaded, which takes Node 20 40 ms: the certificate itself is compared.
    ca: [],
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: "TLSv1.2",
    ALPNProtocols: ["h2"],
  });
  front.on("secureConnection", (socket) => {
    const actual = socket.getPeerX509Certificate()?.raw;
    if (actual?.length === expected.length && timingSafeEqual(actual, expected)) serve(socket);
    else socket.destroy();
  });
  front.on("tlsClientError", (_, socket) => socket.destroy());
  return (socket) => front.emit("connection", socket);
}

/** All that Terraform asks of a plugin. */
function methods({ service, shutdown }: Transport): Methods {
  const controller = {
    async shutdown() {
      shutdown();
      return {};
    },
  };
  return new Map([
    ...methodsOf(ProviderDefinition, service),
    ...methodsOf(GRPCControllerDefinition, controller),
    ...methodsOf(GRPCStdioDefinition, {}),
    ...methodsOf(GRPCBrokerDefinition, {}),
    ...methodsOf(HealthDefinition, { check: async () => ({ status: ServingStatus.SERVING }) }),
  ]);
}
