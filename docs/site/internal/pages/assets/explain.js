// The page that explains recordings. The judge is loaded when it is first needed: as a
// script, since a page from disk may not fetch, and this one may not connect at all. It is
// compiled once, and runs in a worker, which is ended when the user cancels and when it is
// done: so its memory is given back, and the next recordings need not wait for the compiler.
(() => {
  'use strict';
  const at = (id) => document.getElementById(id);
  const [drop, input, working, progress, status, result] = ['drop', 'files', 'working', 'progress', 'status', 'result'].map(at);
  const HOW = 'Save a HAR file from the network panel of a browser, with content.';
  const MEGABYTE = 1e6;
  let worker = null;
  let run = 0; // the newest run; what an older one still says is not heard
  let saved = ''; // the address of the report that can be saved

  /** Loads a script of this site, once. */
  const loading = {};
  function load(source) {
    loading[source] ??= new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = source;
      script.onload = resolve;
      script.onerror = () => {
        delete loading[source];
        script.remove();
        reject(new Error(`${source} could not be loaded`));
      };
      document.head.append(script);
    });
    return loading[source];
  }

  /** The judge, loaded and compiled at its first use; where that fails, at the next. */
  let compiled = null;
  function judgeItself() {
    compiled ??= compile().catch((error) => {
      compiled = null;
      throw error;
    });
    return compiled;
  }

  async function compile() {
    await load('explain-program.js');
    const bytes = Uint8Array.from(atob(globalThis.explainProgram.program), (c) => c.charCodeAt(0));
    const plain = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
    const module = await WebAssembly.compile(await plain.arrayBuffer());
    delete globalThis.explainProgram.program;
    return module;
  }

  /** The worker with the judge, which waits for files. */
  function start({ runtime, worker: script }) {
    const address = URL.createObjectURL(new Blob([runtime, '\n', script], { type: 'text/javascript' }));
    const started = new Worker(address);
    URL.revokeObjectURL(address);
    return started;
  }

  function stop() {
    run++;
    worker?.terminate();
    worker = null;
    working.hidden = true;
  }

  function say(text, state = '') {
    status.textContent = text;
    status.className = state;
  }

  function fail(text) {
    stop();
    say(text, 'cause fail');
  }

  const megabytes = (bytes) => (bytes / MEGABYTE).toFixed(bytes < 10 * MEGABYTE ? 1 : 0);

  /** Explains files, each {name, blob}. */
  async function explain(files) {
    stop();
    result.hidden = true;
    result.replaceChildren();
    const empty = files.find(({ blob }) => blob.size === 0);
    if (files.length === 0 || empty) {
      fail(empty ? `${empty.name} is empty. ${HOW}` : `That is no file. ${HOW}`);
      return;
    }
    const mine = run;
    progress.removeAttribute('value');
    working.hidden = false;
    say('Loading the judge …');
    let program;
    try {
      program = await judgeItself();
    } catch (error) {
      if (mine === run) fail(`The judge is not there: ${error.message}. Without a network, open this page before you go offline, or from disk.`);
      return;
    }
    if (mine !== run) return;
    judge(program, files, mine);
  }

  function judge(program, files, mine) {
    worker = start(globalThis.explainProgram);
    worker.onerror = ({ message }) => fail(`The judge failed: ${message}`);
    worker.onmessage = ({ data: { read, total, found, failure } }) => {
      if (mine !== run) return;
      if (failure) {
        fail(`The judge failed: ${failure}. The file may have changed or gone while it was read.`);
      } else if (found) {
        conclude(found);
      } else {
        progress.value = read / total;
        say(read < total ? `${megabytes(read)} of ${megabytes(total)} MB read …` : 'Judging …');
      }
    };
    worker.postMessage({ program, files });
  }

  function conclude({ html, verdict, calls, error, format }) {
    stop();
    if (error) {
      say(`${error}. ${format ? HOW : 'Choose the file again.'}`, 'cause fail');
      return;
    }
    // This page has the style sheet, and its policy forbids others.
    const report = new DOMParser().parseFromString(html.replace(/<style>[^<]*<\/style>/, ''), 'text/html');
    if (calls === 0) {
      const seen = [...report.querySelectorAll('header .cause')].map((remark) => remark.textContent).join(' ');
      say(`No call of the service is in it that can be read. ${seen} Record the sign-in itself, from before it begins. ${HOW}`, 'cause fail');
      return;
    }
    say(`Explained: ${verdict}.`);
    show(report, html);
  }

  /** Puts the parts of a report into this page, and offers the whole to be saved. */
  function show(report, html) {
    const title = document.createElement('h2');
    title.append(...report.querySelector('h1').childNodes);
    report.querySelector('h1').replaceWith(title);
    URL.revokeObjectURL(saved);
    saved = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
    const save = document.createElement('p');
    const link = document.createElement('a');
    link.href = saved;
    link.download = 'report.html';
    link.textContent = 'Save this report';
    save.append(link);
    result.replaceChildren(...report.querySelector('header').children, save, ...report.querySelector('main').children);
    result.hidden = false;
    result.focus();
  }

  const blobs = (list) => [...list].map((file) => ({ name: file.name, blob: file }));

  input.addEventListener('click', () => {
    input.value = ''; // so that a file can be chosen again, recorded anew
  });
  input.addEventListener('change', () => {
    if (input.files.length > 0) explain(blobs(input.files));
  });
  at('cancel').addEventListener('click', () => {
    stop();
    say('Cancelled. Nothing was kept.');
    input.focus();
  });
  for (const button of document.querySelectorAll('[data-example]')) {
    button.addEventListener('click', async () => {
      try {
        await load('explain-examples.js');
      } catch (error) {
        fail(`The example is not there: ${error.message}.`);
        return;
      }
      const name = button.dataset.example;
      explain([{ name, blob: new Blob([globalThis.explainExamples[name]]) }]);
    });
  }
  addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  addEventListener('dragleave', () => drop.classList.remove('over'));
  addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    explain(blobs(event.dataTransfer.files));
  });
})();
