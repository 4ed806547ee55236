// script: login
function login(username, password, callback) {
  const ldap = require('ldapjs');
  const client = ldap.createClient({ url: configuration.LDAP_URL, timeout: 5000 });
  const filter = new ldap.EqualityFilter({ attribute: 'uid', value: username });
  client.on('error', () => undefined);
  client.bind(configuration.BIND_DN, configuration.BIND_PASSWORD, (err) => {
    if (err) return callback(err);
    client.search('ou=people,dc=example,dc=com', { filter, scope: 'sub' }, (err, res) => {
      if (err) return callback(err);
      const entries = [];
      res.on('searchEntry', (entry) => entries.push(entry.object));
      res.once('error', (error) => callback(error));
      res.once('end', () => {
        const [entry] = entries;
        if (!entry) return callback(new WrongUsernameOrPasswordError(username));
        client.bind(entry.dn, password, (err) => {
          client.unbind();
          if (err) return callback(new WrongUsernameOrPasswordError(username));
          callback(null, { user_id: entry.entryUUID, email: entry.mail, username });
        });
      });
    });
  });
}
