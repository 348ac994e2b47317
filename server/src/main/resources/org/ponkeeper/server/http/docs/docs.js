'use strict';

// Shows the methods of openapi.json, and sends calls. All texts are set as text, never as HTML.

function element(name, text, parent) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

function field(parent, name, description, required, kind) {
  const label = element('label', name + (required ? ' (required)' : ''), parent);
  if (description) element('span', description, label);
  return label.appendChild(document.createElement(kind || 'input'));
}

// An example of a schema: every field, with an empty value.
function example(api, schema, depth) {
  if (schema.$ref) schema = api.components.schemas[schema.$ref.split('/').pop()];
  if (schema.allOf) return example(api, schema.allOf[0], depth);
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'boolean': return false;
    case 'integer': case 'number': return 0;
    case 'array': return [];
    case 'object': {
      const made = {};
      if (depth < 3) {
        for (const [name, inner] of Object.entries(schema.properties || {})) {
          made[name] = example(api, inner, depth + 1);
        }
      }
      return made;
    }
    default: return '';
  }
}

// The path with its parameters, and the query.
function url(path, parameters, values) {
  const query = new URLSearchParams();
  for (const parameter of parameters) {
    const value = values.get(parameter.name);
    if (parameter.in === 'path') {
      path = path.replace('{' + parameter.name + '}', encodeURIComponent(value).replaceAll('%3A', ':').replaceAll('%40', '@'));
    } else if (value !== '') {
      const all = parameter.schema.type === 'array' ? value.split(',') : [value];
      all.forEach(one => query.append(parameter.name, one.trim()));
    }
  }
  return query.size ? path + '?' + query : path;
}

async function show(response, output) {
  output.textContent = response.status + ' ' + response.statusText + '\n';
  const isJson = (response.headers.get('content-type') || '').startsWith('application/json');
  if (isJson) {
    output.textContent += JSON.stringify(await response.json(), null, 2);
    return;
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    output.textContent = (output.textContent + part.value).slice(-100000);
  }
}

function method(api, path, verb, operation, parent) {
  const details = element('details', '', parent);
  details.dataset.text = (operation.operationId + ' ' + path + ' ' + operation.description).toLowerCase();
  const summary = element('summary', '', details);
  element('b', verb.toUpperCase(), summary);
  element('span', path, summary);
  const box = element('div', '', details);
  element('p', operation.description, box);
  const values = new Map();
  const inputs = operation.parameters.map(parameter => {
    const input = field(box, parameter.name, parameter.description, parameter.required);
    return [parameter.name, input];
  });
  let body = null;
  let type = '';
  if (operation.requestBody) {
    type = Object.keys(operation.requestBody.content)[0];
    const isFile = type !== 'application/json';
    body = field(box, 'body', isFile ? 'the lines of the file' : 'JSON; fields may be left out', true, 'textarea');
    const schema = operation.requestBody.content[type].schema;
    body.value = isFile ? '' : JSON.stringify(example(api, schema, 0), null, 2);
  }
  const send = element('button', 'Send', box);
  const stop = element('button', 'Stop', box);
  stop.hidden = true;
  const output = element('pre', '', box);
  output.hidden = true;
  let running = null;
  stop.onclick = () => running && running.abort();
  send.onclick = async () => {
    inputs.forEach(([name, input]) => values.set(name, input.value));
    const headers = {};
    const token = document.getElementById('token').value;
    if (token) headers.authorization = 'Bearer ' + token;
    if (body) headers['content-type'] = type;
    running = new AbortController();
    send.disabled = true;
    stop.hidden = output.hidden = false;
    try {
      await show(
        await fetch(url(path, operation.parameters, values),
          {method: verb.toUpperCase(), headers, body: body && body.value, signal: running.signal}),
        output);
    } catch (error) {
      output.textContent += '\n' + error;
    }
    send.disabled = false;
    stop.hidden = true;
  };
}

async function begin() {
  const api = await (await fetch('../openapi.json')).json();
  const methods = document.getElementById('methods');
  for (const tag of api.tags) {
    const section = element('section', '', methods);
    element('h2', tag.name, section);
    element('p', tag.description, section);
    for (const [path, verbs] of Object.entries(api.paths)) {
      for (const [verb, operation] of Object.entries(verbs)) {
        if (operation.tags.includes(tag.name)) method(api, path, verb, operation, section);
      }
    }
  }
  document.getElementById('filter').oninput = event => {
    for (const details of document.querySelectorAll('details')) {
      details.hidden = !details.dataset.text.includes(event.target.value.toLowerCase());
    }
  };
}

begin();
