import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(cleanup);

// jsdom scrolls nothing, and says so each time.
window.scrollTo = () => {};
