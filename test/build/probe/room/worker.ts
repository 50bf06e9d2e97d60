declare const self: Worker;

self.onmessage = (event: MessageEvent<string>) => self.postMessage(`answer to ${event.data}`);
