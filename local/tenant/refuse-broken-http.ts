import type { Socket } from 'node:net';
import { ApiError } from './errors.ts';

const STATUSES: Readonly<Record<string, { status: number; phrase: string }>> = {
    HPE_HEADER_OVERFLOW: { status: 431, phrase: 'Request Header Fields Too Large' },
    ERR_HTTP_REQUEST_TIMEOUT: { status: 408, phrase: 'Request Timeout' },
};

/** Answers what Node's parser takes for no HTTP, and says that the connection ends: a client that keeps it would lose its next call. */
export function refuseBrokenHttp(error: Error & { code?: string }, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable || socket.destroyed) return;
    const { status, phrase } = STATUSES[error.code ?? ''] ?? { status: 400, phrase: 'Bad Request' };
    const body = JSON.stringify(new ApiError(status, phrase).toBody());
    socket.end(
        `HTTP/1.1 ${status} ${phrase}\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\n` +
            `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        () => socket.destroy(),
    );
}
