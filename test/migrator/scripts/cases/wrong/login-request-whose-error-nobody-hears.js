// script: login
// finds: SCRIPT_NO_CALLBACK
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
function login(email, password, callback) {
  const https = require('https');
  const req = https.request({ host: configuration.HOST, method: 'POST', path: '/login' }, (res) => {
    let text = '';
    res.on('data', (c) => { text += c; });
    res.on('end', () => {
      if (res.statusCode === 401) return callback(new WrongUsernameOrPasswordError(email));
      if (res.statusCode !== 200) return callback(new Error('HTTP ' + res.statusCode));
      const u = JSON.parse(text);
      callback(null, { user_id: u.id, email: u.email });
    });
  });
  req.end(JSON.stringify({ email, password }));
}
