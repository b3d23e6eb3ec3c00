/** The host that all traffic is for. */
export const HOST = 'shop.test';
export const PLAIN_PORT = 18_080;
export const TLS_PORT = 18_443;
