// script: get_user
// finds: SCRIPT_PATTERN
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/environment
function getByEmail(email, callback) {
  require('ldapjs').createClient({ url: configuration.URL }).search('dc=x', { filter: '(mail=' + email + ')' }, function (err, res) {
    if (err) return callback(err);
    let found = null;
    res.on('searchEntry', (entry) => { found = entry; });
    res.on('error', callback);
    res.on('end', () => callback(null, found ? { user_id: found.object.uid, email } : null));
  });
}
