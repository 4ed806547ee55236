/** Names a route as the README does, such as `GET /api/v2/users/{id}`. */
export function endpointName(method: string, url: string): string {
    return `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`;
}
