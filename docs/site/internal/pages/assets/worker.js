// Runs the judge beside the page. It is handed the program, compiled, and the files; it
// tells how far it has read, and in the end what was found.
onmessage = async ({ data: { program, files } }) => {
  const INTERVAL = 100; // ms between two words of progress
  const total = files.reduce((sum, { blob }) => sum + blob.size, 0);
  let read = 0;
  let told = 0;
  const counted = ({ name, blob }) => {
    const reader = blob.stream().getReader();
    return {
      name,
      reader: {
        read: async () => {
          const result = await reader.read();
          read += result.value?.byteLength ?? 0;
          if (result.done || performance.now() - told > INTERVAL) {
            told = performance.now();
            postMessage({ read, total });
          }
          return result;
        },
      },
    };
  };
  try {
    const go = new Go();
    const instance = await WebAssembly.instantiate(program, go.importObject);
    go.run(instance).then(() => postMessage({ failure: 'the judge ended before it had found anything' }));
    postMessage({ found: await explainRecordings(files.map(counted)) });
  } catch (error) {
    postMessage({ failure: String(error.message ?? error) });
  }
};
