/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  allowedDevOrigins: ['127.0.0.1'],
  // the server compresses what it sends itself; event streams must not be buffered
  compress: false,
  // types are checked by the tests; a start must not wait for them
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['@kubernetes/client-node'],
};

export default config;
