import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(cleanup);

// A machine that is busy is no failure.
configure({ asyncUtilTimeout: 3_000 });

// jsdom scrolls nothing, and says so each time.
window.scrollTo = () => {};
