// script: login
function login(email, password, callback) {
  const bcrypt = require('bcrypt');
  const { Client } = require('pg');
  const client = new Client({ connectionString: configuration.DATABASE_URL });
  client.connect((connectError) => {
    if (connectError) return callback(new Error('no connection'));
    client.query('select id, email, hash, active from users where email = $1', [email], (err, res) => {
      client.end();
      if (err) return callback(new Error('query failed'));
      if (res.rows.length === 0) return callback(new WrongUsernameOrPasswordError(email));
      const user = res.rows[0];
      if (!user.active) return callback(new Error('deactivated'));
      bcrypt.compare(password, user.hash, (e, ok) => {
        if (e) return callback(new Error('hash'));
        if (!ok) return callback(new WrongUsernameOrPasswordError(email));
        callback(null, { user_id: user.id, email: user.email });
      });
    });
  });
}
