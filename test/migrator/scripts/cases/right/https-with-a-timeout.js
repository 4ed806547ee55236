// script: login
function login(email, password, callback) {
  const https = require('https');
  let finished = false;
  const finish = (error, profile) => { if (finished) return; finished = true; callback(error, profile); };
  const req = https.request({ host: configuration.HOST, path: '/login', method: 'POST', timeout: 8000 }, (res) => {
    const parts = [];
    res.on('data', (part) => parts.push(part));
    res.on('end', () => {
      if (res.statusCode === 401) return finish(new WrongUsernameOrPasswordError(email));
      if (res.statusCode !== 200) return finish(new Error('HTTP ' + res.statusCode));
      try {
        const u = JSON.parse(Buffer.concat(parts).toString('utf8'));
        finish(null, { user_id: u.id, email: u.email });
      } catch (error) { finish(error); }
    });
  });
  req.on('error', finish);
  req.on('timeout', () => req.destroy(new Error('The source was slow')));
  req.end(JSON.stringify({ email, password }));
}
