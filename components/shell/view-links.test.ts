import { expect, test } from 'vitest';
import { withFilters } from './view-links.ts';

test('filters and selection go from view to view, the outline does not', () => {
  const from = { pathname: '/', search: '?namespace=hr&select=a%2Fb&view=outline' };
  expect(withFilters('/routes', from)).toBe('/routes?namespace=hr&select=a%2Fb');
  expect(withFilters('/', { ...from, pathname: '/routes' })).toBe('/?namespace=hr&select=a%2Fb');
});

test('without filters the address of a view is bare', () => {
  expect(withFilters('/grants', { pathname: '/', search: '' })).toBe('/grants');
});

test('the query of the request tester and of object pages is their own', () => {
  const search = '?gateway=x';
  expect(withFilters('/test', { pathname: '/', search })).toBe('/test');
  expect(withFilters('/', { pathname: '/test', search })).toBe('/');
  expect(withFilters('/gateways', { pathname: '/namespaces/infra/gateways/edge', search })).toBe('/gateways');
});
