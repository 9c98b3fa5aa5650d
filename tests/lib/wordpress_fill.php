<?php
/*
 * wordpress_fill.php FOLDER THEME LANGUAGE - install the WordPress in FOLDER
 * through its own functions and write a post with comments; prints WP_POST and
 * WP_AUTHOR.
 */
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = 'localhost';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_METHOD'] = 'GET';
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

/* No mail leaves this machine. */
add_filter('pre_wp_mail', '__return_true');
wp_install('Le blog du quartier', 'patronne', 'patronne@example.org', true, '',
    wp_generate_password(), $argv[3]);
switch_theme($argv[2]);
global $wp_rewrite;
$wp_rewrite->set_permalink_structure('/%year%/%monthnum%/%postname%/');
update_option('timezone_string', 'Europe/Paris');
update_option('thread_comments', 1);
/* Faces would come from another site. */
update_option('show_avatars', 0);

$author = wp_insert_user(array(
	'user_login' => 'lea-martin',
	'user_pass' => wp_generate_password(),
	'user_email' => 'lea@example.org',
	'display_name' => 'Léa Martin',
	'nickname' => 'Léa Martin',
	'description' => 'J’écris ce que je vois.',
	'role' => 'author',
));
$post = wp_insert_post(array(
	'post_title' => 'Le garage Durand m’a volée',
	'post_name' => 'le-garage-durand',
	'post_content' => "<p>Le garage Durand a facturé une pièce qu’il n’a" .
	    " jamais changée.</p>\n<p>N’y allez pas&nbsp;: 420&nbsp;€ pour" .
	    " rien.</p>",
	'post_status' => 'publish',
	'post_author' => $author,
	'post_date' => '2026-03-02 09:15:07',
	'post_date_gmt' => '2026-03-02 08:15:07',
), true);
if (is_wp_error($post)) {
	fwrite(STDERR, $post->get_error_message() . "\n");
	exit(1);
}
$parent = 0;
foreach (array(
	array('Paul R.', 'Pareil pour moi, en janvier.', '2026-03-02 10:00:00'),
	array('Inès', 'Avez-vous la facture ?', '2026-03-02 11:30:00'),
	array('Garage Durand', 'C’est faux, appelez-nous.',
	    '2026-03-03 08:00:00'),
) as $c)
	$parent = wp_insert_comment(array(
		'comment_post_ID' => $post,
		'comment_author' => $c[0],
		'comment_author_email' => 'x@example.org',
		'comment_content' => $c[1],
		'comment_date' => $c[2],
		'comment_date_gmt' => get_gmt_from_date($c[2]),
		'comment_approved' => 1,
		'comment_parent' => $parent,
	));
/* The example post of the installation is not ours. */
wp_delete_post(1, true);
flush_rewrite_rules(false);
echo 'WP_POST=', wp_make_link_relative(get_permalink($post)), "\n";
echo 'WP_AUTHOR=', wp_make_link_relative(get_author_posts_url($author)), "\n";
