/** Tencent's gateway for cloud calls on loopback, as wx-server-sdk speaks to it: multipart in, protobuf out. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What WeChat's servers, or the gateway in their stead, say to a call. */
export type GatewayReply =
  /** WeChat's own JSON: retention, or an errcode. */
  | { readonly kind: 'json'; readonly json: object; readonly contentType?: string }
  /** Whatever else WeChat's servers send: HTML, half a JSON, nothing. */
  | { readonly kind: 'text'; readonly text: string; readonly contentType: string }
  /** A code of the cloud: -604101 where the function lacks the permission. */
  | { readonly kind: 'code'; readonly code: number }
  /** The gateway refuses the request before WeChat sees it. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'hang' };

export interface CloudCall {
  /** "analysis.getDailyRetain". */
  readonly apiName: string;
  /** By the names WeChat knows: begin_date, end_date. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The environment. */
  readonly envName: string;
  /** WeChat's ticket for this run of the function; empty where it brought none. */
  readonly wxCloudApiToken: string;
  readonly authorization: string;
}

export interface CloudGateway {
  /** For `cloudEnv`. */
  readonly url: string;
  /** Every request, refused ones too. */
  readonly calls: readonly CloudCall[];
  /** What every call gets from now on. */
  answers(reply: GatewayReply): void;
  close(): Promise<void>;
}

const WITHOUT_TICKET: GatewayReply = {
  kind: 'refused',
  code: 'INVALID_PARAM',
  message: 'missing wxCloudApiToken',
};

export async function openCloudGateway(): Promise<CloudGateway> {
  const calls: CloudCall[] = [];
  let reply: GatewayReply = { kind: 'status', status: 500 };

  const server = createServer((request, response) => void receive(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/admin`,
    calls,
    answers: (next) => {
      reply = next;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await callIn(request);
    if (call) calls.push(call);
    if (!call) send(response, { kind: 'status', status: 400 });
    else send(response, call.wxCloudApiToken ? reply : WITHOUT_TICKET);
  }
}

/** The environment in which the cloud starts a function, with a gateway of ours. */
export function cloudEnv(url: string): Record<string, string> {
  return {
    TCB_CONTEXT_CNFG: JSON.stringify({ URL: url }),
    // Without it the SDK looks for Tencent's metadata server before every call.
    TENCENTCLOUD_RUNENV: 'SCF',
    TENCENTCLOUD_REGION: 'ap-shanghai',
    SCF_NAMESPACE: 'prod-1a2b3c',
    TCB_ENV: 'prod-1a2b3c',
    TCB_SOURCE: 'wx_http',
    TENCENTCLOUD_SECRETID: 'AKIDofTheFunction',
    TENCENTCLOUD_SECRETKEY: 'key-of-the-function',
    TENCENTCLOUD_SESSIONTOKEN: 'session-of-the-function',
    WX_CONTEXT_KEYS: 'WX_API_TOKEN,WX_APPID',
    WX_API_TOKEN: 'ticket-of-this-run',
    WX_APPID: 'wx1234567890abcdef',
  };
}

async function callIn(request: IncomingMessage): Promise<CloudCall | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const boundary = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1];
  if (request.method !== 'POST' || !boundary) return undefined;
  const parts = partsOf(Buffer.concat(chunks), boundary);
  const text = (name: string) => parts.get(name)?.toString() ?? '';
  const data = parts.get('requestData');
  if (text('action') !== 'wx.openApi' || !data) return undefined;
  return {
    apiName: text('apiName'),
    data: dataIn(data),
    envName: text('envName'),
    wxCloudApiToken: text('wxCloudApiToken'),
    authorization: request.headers.authorization ?? '',
  };
}

/** Not `Response.formData()`: the binary part has no file name, so it would be read as text. */
function partsOf(body: Buffer, boundary: string): Map<string, Buffer> {
  const parts = new Map<string, Buffer>();
  // latin1 keeps each byte as one character.
  for (const part of body.toString('latin1').split(`--${boundary}`)) {
    const [, name, content] =
      /^\r\n[\s\S]*?name="([^"]+)"[\s\S]*?\r\n\r\n([\s\S]*)\r\n$/.exec(part) ?? [];
    if (name) parts.set(name, Buffer.from(content ?? '', 'latin1'));
  }
  return parts;
}

function send(response: ServerResponse, reply: GatewayReply): void {
  const http = httpOf(reply);
  if (!http) return;
  const { status = 200, type = 'application/octet-stream', body } = http;
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}

function httpOf(
  reply: GatewayReply,
): { status?: number; type?: string; body: Buffer | string } | undefined {
  switch (reply.kind) {
    case 'json': {
      const { json, contentType = 'application/json; charset=utf-8' } = reply;
      return { body: messageOf({ text: JSON.stringify(json), contentType }) };
    }
    case 'text':
      return { body: messageOf(reply) };
    case 'code':
      return { body: messageOf(reply) };
    case 'refused': {
      const { code, message } = reply;
      // By this type alone the SDK tells the gateway's own words from WeChat's.
      const type = 'application/json; charset=utf-8';
      return { type, body: JSON.stringify({ code, message, requestId: 'request-1' }) };
    }
    case 'status':
      return { status: reply.status, type: 'text/html', body: '<html>Bad Gateway</html>' };
    case 'hang':
      return undefined;
  }
}

/** CommOpenApiResp: 1 the body, 2 its content type, 3 the cloud's code, 4 WeChat's HTTP status. */
function messageOf(parts: { text?: string; contentType?: string; code?: number }): Buffer {
  const { text = '', contentType = '', code = 0 } = parts;
  return Buffer.concat([bytes(1, text), bytes(2, contentType), integer(3, code), integer(4, 200)]);
}

/** CommApiData: 2 the call's data, whose 1 are pairs of 1 a name and 2 its value as JSON. */
function dataIn(message: Buffer): Record<string, unknown> {
  const pairs = fieldsOf(message)
    .filter(({ id }) => id === 2)
    .flatMap(({ value }) => fieldsOf(value));
  return Object.fromEntries(
    pairs.map(({ value: pair }) => {
      const [name, value] = fieldsOf(pair).map((field) => field.value.toString());
      return [name ?? '', JSON.parse(value ?? 'null') as unknown];
    }),
  );
}

/** Protobuf's fields with a length; numbers are passed over. */
function fieldsOf(message: Buffer): { id: number; value: Buffer }[] {
  const fields: { id: number; value: Buffer }[] = [];
  let at = 0;
  const varint = (): number => {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = message[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const length = varint();
    if ((tag & 7) === 0) continue;
    fields.push({ id: tag >> 3, value: message.subarray(at, at + length) });
    at += length;
  }
  return fields;
}

function bytes(id: number, text: string): Buffer {
  const value = Buffer.from(text);
  return Buffer.concat([varint((id << 3) | 2), varint(value.length), value]);
}

function integer(id: number, value: number): Buffer {
  return Buffer.concat([varint(id << 3), varint(value)]);
}

/** A negative int32 goes out as 64 bits. */
function varint(value: number): Buffer {
  const encoded: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const more = rest > 0x7fn ? 0x80 : 0;
    encoded.push(Number(rest & 0x7fn) | more);
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(encoded);
}
