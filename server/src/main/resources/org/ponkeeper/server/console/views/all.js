// The page for an address.
import {resourceOf} from '../routes.js';
import {Audit} from './audit.js';
import {Instance} from './instance.js';
import {NotFound} from './notfound.js';
import {Olt} from './olt.js';
import {Onu} from './onu.js';
import {Overview} from './overview.js';
import {Pon} from './pon.js';
import {Search} from './search.js';
import {Template} from './template.js';
import {Templates} from './templates.js';

const OF_OLTS = {3: Olt, 4: Pon, 5: Onu, 7: Instance};

export function viewOf(app, {words, query}) {
  if (words.length === 0) return new Overview(app);
  switch (words[0]) {
    case 'olts': {
      const name = resourceOf(words);
      return name ? new OF_OLTS[words.length](app, name) : new NotFound(app);
    }
    case 'search':
      return new Search(app, query.get('q') || '');
    case 'templates':
      if (words.length === 1) return new Templates(app);
      if (words.length === 2 && words[1] === 'new') return new Template(app, '', '');
      return words.length === 3 && /^\d+$/.test(words[2])
        ? new Template(app, words[1], words[2])
        : new NotFound(app);
    case 'audit':
      return new Audit(app, query.get('olt') || '');
    default:
      return new NotFound(app);
  }
}
